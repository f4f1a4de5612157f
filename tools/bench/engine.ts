import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Load, type LoadResult, send } from './load/load.js';
import { MeasuredCluster } from './measured-cluster.js';
import { type Demand, evenDemand, writeOrders } from './orders.js';

const READY_WITHIN_MS = 600_000;
/** As many connections as the ceiling of the paths was taken with. */
const CONNECTIONS = 100;
const ORDERS = 2_000;
/** At a time. */
export const WARM_UP_S = 1;
/** Syncs by time would fall into some rounds and not into others. */
const QUIET = { SYNC_INTERVAL_MS: '300000', REFERENCE_REFRESH_MS: '900000' };

/** What one stretch of load gave, and took. */
export interface EngineLoad extends LoadResult {
  readonly rps: number;
  /** CPU time of each kind of process in milliseconds. */
  readonly cpuMs: ReadonlyMap<string, number>;
}

interface EngineOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly demand?: Demand;
  /** Different orders that are sent in turn. */
  readonly orders?: number;
}

/** A cluster whose replica is complete, and orders for it in a file. */
export class MeasuredEngine {
  private constructor(
    readonly cluster: MeasuredCluster,
    /** A folder for what measurements write. */
    readonly folder: string,
    readonly ordersFile: string,
    readonly itemCodes: readonly string[],
  ) {}

  static async start(
    flags: Readonly<Record<string, string | number>> = {},
    { env = {}, demand = evenDemand, orders = ORDERS }: EngineOptions = {},
  ): Promise<MeasuredEngine> {
    const cluster = await MeasuredCluster.start(flags, { ...QUIET, ...env });
    const folder = mkdtempSync(join(tmpdir(), 'otp-bench-orders-'));
    try {
      await cluster.replicaComplete(READY_WITHIN_MS);
      const codes = await cluster.site.orderableItems();
      const ordersFile = join(folder, 'orders.ndjson');
      writeOrders(ordersFile, codes, orders, demand);
      return new MeasuredEngine(cluster, folder, ordersFile, codes);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Single calls. Throws when one of them fails: figures of a broken run are none. */
  async send(load: Partial<Load> & Pick<Load, 'seconds'>): Promise<EngineLoad> {
    const before = this.cluster.cpuMs();
    const sent = await sendSoundly({
      ...{ url: this.cluster.url, ordersFile: this.ordersFile, connections: CONNECTIONS },
      ...load,
    });
    const after = [...this.cluster.cpuMs()];
    return { ...sent, cpuMs: new Map(after.map(([kind, ms]) => [kind, ms - (before.get(kind) ?? 0)])) };
  }

  /** Load until what runs often is compiled, and what is asked for often is known. */
  async warmUp(requests: number): Promise<void> {
    await warmUp(requests, () => this.send({ seconds: WARM_UP_S }));
  }

  /** A promise of usual length. */
  async usualAnswer(): Promise<Buffer> {
    const orders = readFileSync(this.ordersFile, 'utf8').split('\n').slice(0, 51);
    const answers: Buffer[] = [];
    for (const body of orders) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${this.cluster.url}/otp/promise`, { method: 'POST', headers, body });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      answers.push(Buffer.from(await answer.arrayBuffer()));
    }
    answers.sort((a, b) => a.length - b.length);
    return answers[Math.floor(answers.length / 2)] ?? Buffer.alloc(0);
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Throws when a single request fails. */
export async function sendSoundly(load: Load): Promise<LoadResult & { readonly rps: number }> {
  const result = await send(load);
  if (result.errors > 0 || result.requests === 0) {
    throw new Error(`${result.errors} of ${result.requests} requests to ${load.url} failed.`);
  }
  return { ...result, rps: result.requests / result.seconds };
}

/** Repeats a stretch of load until it has been so many requests. */
export async function warmUp(
  requests: number,
  send: () => Promise<{ readonly requests: number }>,
): Promise<void> {
  for (let sent = 0; sent < requests;) sent += (await send()).requests;
}
