import { join } from 'node:path';
import { loadRedisConfig } from '#libs/config';
import { connectForJobs, TraceChannel } from '#libs/redis';
import { MeasuredEngine } from './engine.js';
import type { Figures, Measurement, Sizes } from './measurement.js';

/**
 * Of a round; each stretch without beside one with, and both short: whatever else makes the machine slower for a
 * while hits both.
 */
const PAIRS = 8;
const STRETCH_S = 2;

/** Switches what an engine records off and on again. */
type Switch = (to: 'off' | 'on') => Promise<void>;

/**
 * What recording costs: one engine beside itself without it. Two engines of the same kind, one with and one without,
 * differ more from each other than what is to be measured.
 */
export class RecordingCosts implements Measurement {
  readonly name = 'costs';
  /** Its metrics can be switched off, which costs a little by itself. */
  private switched: MeasuredEngine | undefined;
  private pairs = 0;

  constructor(
    private readonly engine: () => MeasuredEngine,
    private readonly sizes: Sizes,
  ) {}

  async open(): Promise<void> {
    const { isThorough, warmUpRequests } = this.sizes;
    if (isThorough) {
      const preload = join(import.meta.dirname, 'switched-metrics.js');
      this.switched = await MeasuredEngine.start({}, { env: { NODE_OPTIONS: `--import=${preload}` } });
    }
    for (const engine of [this.engine(), this.switched]) await engine?.warmUp(warmUpRequests);
  }

  async round(): Promise<Figures> {
    const engine = this.engine();
    const { switched } = this;
    return {
      trace_cost_pct: await this.costOf(engine, (to) => switchTracing(engine, to)),
      ...(switched && { metrics_cost_pct: await this.costOf(switched, (to) => switchMetrics(switched, to)) }),
    };
  }

  async close(): Promise<void> {
    await this.switched?.stop();
  }

  /** Of the throughput, in percent. */
  private async costOf(engine: MeasuredEngine, turn: Switch): Promise<number> {
    const seconds = Math.min(STRETCH_S, this.sizes.seconds);
    const send = async (): Promise<number> => (await engine.send({ seconds })).requests;
    const withoutIt = async (): Promise<number> => {
      await turn('off');
      const requests = await send();
      await turn('on');
      return requests;
    };
    let [usual, without] = [0, 0];
    for (let pair = 0; pair < (this.sizes.isThorough ? PAIRS : 1); pair += 1) {
      // In turn, because the machine is not the same in the second stretch as in the first.
      const isFirst = this.pairs++ % 2 === 0;
      if (isFirst) usual += await send();
      without += await withoutIt();
      if (!isFirst) usual += await send();
    }
    return (1 - usual / without) * 100;
  }
}

/** As an operator does it: npm run trace-ratio -- off. */
async function switchTracing({ cluster }: MeasuredEngine, to: 'off' | 'on'): Promise<void> {
  const [redis] = cluster.processes('redis');
  const connection = connectForJobs(loadRedisConfig({ REDIS_URL: `redis://127.0.0.1:${redis?.port}` }));
  try {
    await new TraceChannel(connection).setShare(to === 'off' ? 'off' : undefined);
  } finally {
    connection.disconnect();
  }
}

/** Throws when the metrics do not stand still, or not go on. */
async function switchMetrics(engine: MeasuredEngine, to: 'off' | 'on'): Promise<void> {
  const { cluster } = engine;
  const counted = (): Promise<number> =>
    cluster.counter('gateway', 'otp_requests_total', 'endpoint="/otp/promise"');
  const kinds = cluster.engine();
  for (const kind of ['gateway', 'promise', 'stock']) {
    for (const pid of kinds.get(kind) ?? []) process.kill(pid, 'SIGUSR2');
  }
  const before = await counted();
  await engine.usualAnswer();
  if ((await counted()) > before !== (to === 'on'))
    throw new Error(`The metrics of the engine could not be switched ${to}.`);
}
