import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue, Phase, ScenarioSummary } from '../../k6/lib/measures.js';
import { MeasuredCluster } from '../bench/measured-cluster.js';
import { catalogueOf, type Engine } from './catalogue.js';
import { beginOf, type Figures, figuresOf } from './figures.js';
import type { Flags, SupplyState } from './flags.js';
import { runScenario } from './k6-program.js';
import { type ProcessSample, ProcessSampler, type Usage, type WatchedProcess } from './process-sampler.js';
import type { Chart, Series } from './report.js';

/** Of the sandbox's items, one that exists and can't be ordered. */
const DISABLED_IN_SANDBOX = 'OLD-DISABLED';
const REPLICA_MS = 600_000;
const PROGRESS_MS = 30_000;
/** Without the sync, the replica is none, and every order is read from ERPNext. */
const coldEngine = { SYNC_ENABLED: 'false', REFERENCE_REFRESH_MS: '900000' };
/** As many as can be served, whoever calls. */
const noLimit = { RATE_LIMIT_PER_SECOND: '0' };

const MOST_POINTS = 120;
const usageCharts = {
  cpu: {
    title: 'Processor (100: one core)',
    y: 'CPU %',
    of: ({ cpuMs, spanMs }: ProcessSample) => (100 * cpuMs) / spanMs,
  },
  rss: { title: 'Memory', y: 'RSS, MB', of: ({ rssMb }: ProcessSample) => rssMb },
  heap: { title: 'Used heap', y: 'MB', of: ({ heapMb }: ProcessSample) => heapMb },
};

/** What a phase met, and what the processes took for it. */
export interface PhaseFigures extends Figures {
  readonly phase: Phase;
  readonly beganMs: number;
  readonly usage: Readonly<Record<string, Usage>>;
  readonly slices: readonly Figures[];
}

/** What it takes to load an engine. */
interface Equipment {
  readonly k6: string;
  readonly root: string;
  readonly signal: AbortSignal;
  readonly say: (what: string) => void;
}

/** An engine, the orders for it, and a k6 that sends them. */
export class LoadedEngine {
  readonly faults = new Map<string, number>();

  private constructor(
    readonly engine: Engine,
    readonly sampler: ProcessSampler,
    private readonly flags: Flags,
    private readonly equipment: Equipment,
    private readonly held: {
      readonly catalogue: string;
      readonly dataSource: string | undefined;
      readonly stop: () => Promise<void>;
    },
  ) {}

  /** Starts a cluster, or takes the engine at --url, and finds out what it sells. */
  static async start(flags: Flags, supply: SupplyState, equipment: Equipment): Promise<LoadedEngine> {
    const { say } = equipment;
    const cluster = flags.url === undefined ? await ownCluster(flags, supply, say) : undefined;
    const folder = mkdtempSync(join(tmpdir(), 'otp-catalogue-'));
    const stop = async (): Promise<void> => {
      rmSync(folder, { recursive: true, force: true });
      await cluster?.stop();
    };
    try {
      const engine = { url: cluster?.url ?? flags.url ?? '', key: flags.key };
      const catalogue = await catalogueOf(engine, cluster === undefined ? null : DISABLED_IN_SANDBOX);
      say(`${catalogue.items.length} items to order${describe(catalogue)}`);
      const file = join(folder, 'catalogue.json');
      writeFileSync(file, JSON.stringify(catalogue));
      const dataSource = cluster === undefined ? undefined : supply === 'cold' ? 'LIVE' : 'REPLICA';
      const sampler = new ProcessSampler(watched(cluster), flags.test === 'soak' ? 5 : 0);
      sampler.start();
      return new LoadedEngine(engine, sampler, flags, equipment, { catalogue: file, dataSource, stop });
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.sampler.stop();
    await this.held.stop();
  }

  /** Runs a scenario of k6/scenarios whose phases take so many seconds together. */
  async run(
    scenario: string,
    seconds: number,
    more: Readonly<Record<string, string>>,
  ): Promise<ScenarioSummary> {
    const { engine, flags, held, sampler } = this;
    let k6Pid = 0;
    const env = {
      ...{ OTP_URL: engine.url, CATALOGUE: held.catalogue, SEED: String(flags.seed) },
      ...(engine.key === undefined ? {} : { OTP_KEY: engine.key }),
      ...(held.dataSource === undefined ? {} : { DATA_SOURCE: held.dataSource }),
      ...more,
    };
    const { k6, root, signal, say } = this.equipment;
    const begun = Date.now();
    const progress = setInterval(
      () => say(`  ${Math.round((Date.now() - begun) / 1_000)} of at most ${seconds} s`),
      PROGRESS_MS,
    );
    const summary = await runScenario(k6, root, {
      ...{ scenario, seconds, env, signal },
      started: (pid) => {
        k6Pid = pid;
        sampler.watch({ kind: 'k6', name: 'k6', pid, metricsPort: 0 });
      },
    }).finally(() => {
      clearInterval(progress);
      sampler.forget(k6Pid);
    });
    for (const [fault, count] of Object.entries(summary.faults)) {
      this.faults.set(fault, (this.faults.get(fault) ?? 0) + count);
    }
    return summary;
  }

  /** Lets orders arrive at these rates, one after the other. */
  async arrivals(phases: readonly Phase[]): Promise<PhaseFigures[]> {
    const all = phases.reduce((sum, { seconds, approach }) => sum + seconds + (approach?.seconds ?? 0), 0);
    const summary = await this.run('arrivals', all, { PHASES: JSON.stringify(phases) });
    return phases.map((phase) => {
      const { name, seconds, slices = 0 } = phase;
      const tags = `scenario:${name}`;
      return {
        ...this.measured(summary, name, seconds, phase.rate * seconds),
        phase,
        slices: Array.from({ length: slices }, (_, slice) =>
          figuresOf(summary, `${tags},slice:${slice}`, seconds / slices),
        ),
      };
    });
  }

  /** Figures of a scenario and what the processes took in its `seconds`; `arrivals`: how many there should be. */
  measured(
    summary: ScenarioSummary,
    scenario: string,
    seconds: number,
    arrivals?: number,
  ): Omit<PhaseFigures, 'phase' | 'slices'> {
    const beganMs = beginOf(summary, scenario);
    return {
      ...figuresOf(summary, `scenario:${scenario}`, seconds, arrivals),
      beganMs,
      usage: this.sampler.between(beganMs, beganMs + seconds * 1_000),
    };
  }

  /** What every process took from a moment on. */
  usageChart(measure: keyof typeof usageCharts, sinceMs: number): Chart {
    const { title, y, of } = usageCharts[measure];
    return { title, x: 'minutes', y, series: usageSeries(this.sampler.samples, of, sinceMs) };
  }
}

function usageSeries(
  samples: readonly ProcessSample[],
  of: (sample: ProcessSample) => number | undefined,
  sinceMs: number,
): Series[] {
  const later = samples.filter(({ atMs }) => atMs >= sinceMs);
  return [...Map.groupBy(later, ({ name }) => name)].map(([name, own]) => {
    const each = Math.ceil(own.length / MOST_POINTS);
    const points = own
      .filter((_, index) => index % each === 0)
      .map((sample) => [(sample.atMs - sinceMs) / 60_000, of(sample) ?? NaN] as const);
    return { name, points };
  });
}

async function ownCluster(
  flags: Flags,
  supply: SupplyState,
  say: (what: string) => void,
): Promise<MeasuredCluster> {
  const { items, erpLatency: latency } = flags;
  say(`starting a cluster (${supply}${latency === undefined ? '' : `, ERPNext waits ${latency} ms`})`);
  const cluster = await MeasuredCluster.start(
    { items, ...(latency === undefined ? {} : { latency }) },
    { ...noLimit, ...(supply === 'cold' ? coldEngine : {}) },
  );
  try {
    if (supply === 'warm') await cluster.replicaComplete(REPLICA_MS);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

function watched(cluster: MeasuredCluster | undefined): WatchedProcess[] {
  return (cluster?.processes('') ?? []).flatMap(({ name, pid, metricsPort }) =>
    pid === undefined ? [] : [{ kind: name.replace(/ \d+$/, ''), name, pid, metricsPort }],
  );
}

function describe({ items }: Catalogue): string {
  const stocked = items.filter(({ stock }) => stock >= 1).length;
  return `: ${stocked} in stock, ${items.filter(({ inbound }) => inbound > 0).length} coming in`;
}
