import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Cluster, startCluster } from '../../libs/testing/src/cluster.js';
import { waitFor } from '../../libs/testing/src/wait-for.js';
import { cpuMsOf, residentKbOf, treeOf } from './process-use.js';
import { MeasuredSite } from './site.js';

const run = promisify(execFile);

/** What ERPNext of a usual company takes for one answer, as a flag of the sandbox. */
export const USUAL_LATENCY = 'stock=20,po=25';

export interface Answer {
  readonly status: string;
  readonly plan: readonly {
    readonly fulfillment: readonly { readonly qty: number }[];
    readonly shortage: number;
  }[];
  readonly data_source: string;
}

type Items = readonly { readonly item_code: string; readonly qty: number }[];

export interface SyncRun {
  readonly kind: 'full' | 'incremental' | 'reconciliation';
  readonly items_done: number;
  readonly started_at: string;
  readonly ended_at: string | null;
}

interface SyncState {
  readonly complete: boolean;
  readonly items: number;
  readonly running: SyncRun | null;
  readonly last: SyncRun | null;
}

/** A cluster on the sandbox, and what a measurement asks of it. */
export class MeasuredCluster {
  readonly site: MeasuredSite;

  private constructor(private readonly cluster: Cluster) {
    this.site = new MeasuredSite(cluster.sandboxUrl);
  }

  static async start(
    flags: Readonly<Record<string, string | number>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<MeasuredCluster> {
    return new MeasuredCluster(await startCluster(flags, { LOG_LEVEL: 'warn', ...env }));
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  get url(): string {
    return this.cluster.url;
  }

  /** Every process of a kind, for example all promise services. */
  processes(kind: string) {
    return this.cluster.processes.filter(({ name }) => name.startsWith(kind));
  }

  async promise(items: Items): Promise<Answer> {
    const answer = await fetch(`${this.cluster.url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'Benchmark', items }),
    });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** Many orders in one stream. Throws when one of them could not be judged. */
  async bulk(orders: readonly Items[]): Promise<void> {
    const answer = await fetch(`${this.cluster.url}/otp/bulk-promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: orders.map((items) => `${JSON.stringify({ customer: 'Benchmark', items })}\n`).join(''),
    });
    const lines = (await answer.text()).trimEnd().split('\n');
    const fault = lines.find((line) => !line.startsWith('{"status"'));
    if (fault !== undefined || lines.length !== orders.length) {
      throw new Error(`${lines.length} of ${orders.length} answers; ${fault?.slice(0, 300)}`);
    }
  }

  async sync(): Promise<SyncState> {
    const answer = await fetch(`${this.cluster.url}/api/sync`);
    if (!answer.ok) throw new Error(`GET /api/sync: ${answer.status}`);
    return (await answer.json()) as SyncState;
  }

  /** Waits until the replica is complete and nothing runs. */
  async replicaComplete(timeoutMs: number): Promise<SyncState> {
    return waitFor(
      async () => {
        const state = await this.sync();
        return state.complete && !state.running ? state : undefined;
      },
      { timeoutMs, everyMs: 100, what: 'a complete replica' },
    );
  }

  /** Sum of the samples of a counter over all processes of a kind; labels as they stand in the text. */
  async counter(kind: string, name: string, labels: string): Promise<number> {
    let sum = 0;
    for (const { metricsPort } of this.processes(kind)) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      for (const line of text.split('\n')) {
        if (line.startsWith(name) && line.includes(labels)) sum += Number(line.slice(line.lastIndexOf(' ')));
      }
    }
    return sum;
  }

  /** Process ids by kind: gateway, promise, stock, redis, nginx and whatever else runs, without the sandbox. */
  engine(): ReadonlyMap<string, readonly number[]> {
    const kinds = new Map<string, number[]>();
    for (const { name, pid } of this.cluster.processes) {
      const kind = name.replace(/ \d+$/, '');
      if (kind === 'sandbox' || pid === undefined) continue;
      kinds.set(kind, [...(kinds.get(kind) ?? []), ...treeOf(pid)]);
    }
    return kinds;
  }

  /** CPU time of each kind until now, in milliseconds. */
  cpuMs(): ReadonlyMap<string, number> {
    return new Map([...this.engine()].map(([kind, pids]) => [kind, cpuMsOf(pids)]));
  }

  /** Resident memory of the whole engine, in KiB. */
  residentKb(): number {
    return [...this.engine().values()].reduce((sum, pids) => sum + residentKbOf(pids), 0);
  }

  /** Resident memory of the largest process of a kind, in MiB. */
  residentMb(kind: string): number {
    return Math.max(...(this.engine().get(kind) ?? []).map((pid) => residentKbOf([pid]) / 1024));
  }

  /** What Redis holds, in MiB. */
  async redisMb(): Promise<number> {
    const [redis] = this.processes('redis');
    const { stdout } = await run('redis-cli', ['-p', String(redis?.port), 'info', 'memory']);
    return Number(/used_memory:(\d+)/.exec(stdout)?.[1] ?? NaN) / 1024 / 1024;
  }
}
