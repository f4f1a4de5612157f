import { ComparisonCluster, PATH_HEADER } from './comparison/comparison-cluster.js';
import { type MeasuredEngine, sendSoundly, warmUp, WARM_UP_S } from './engine.js';
import type { Figures, Measurement, Sizes } from './measurement.js';

const CONNECTIONS = 100;
/** At a fixed rate a connection takes the next place of the timetable, so there must always be one that is free. */
const PACED_CONNECTIONS = 300;

/** The promise path beside the same machine doing less: the ceiling, the ratios and the times. */
export class Paths implements Measurement {
  readonly name = 'paths';
  private comparison: ComparisonCluster | undefined;

  constructor(
    private readonly engine: () => MeasuredEngine,
    private readonly sizes: Sizes,
  ) {}

  async open(): Promise<void> {
    const engine = this.engine();
    const { warmUpRequests } = this.sizes;
    this.comparison = await ComparisonCluster.start(await engine.usualAnswer());
    for (const path of ['', 'unary', 'batched']) {
      await warmUp(warmUpRequests, () => this.compare(path, WARM_UP_S));
    }
    await engine.warmUp(warmUpRequests);
  }

  async round(): Promise<Figures> {
    const { seconds } = this.sizes;
    const engine = this.engine();
    const constant = await this.compare('', seconds);
    const unary = await this.compare('unary', seconds);
    const batched = await this.compare('batched', seconds);
    const promise = await engine.send({ seconds });
    const half = await engine.send({
      ...{ seconds: this.sizes.pacedSeconds, connections: PACED_CONNECTIONS },
      rate: Math.round(promise.rps / 2),
    });
    const cpu = [...promise.cpuMs].map(([kind, ms]) => [`cpu_ms_${kind}`, ms / promise.requests] as const);
    return {
      null_http_rps: constant.rps,
      unary_rps: unary.rps,
      batched_rps: batched.rps,
      promise_rps: promise.rps,
      ratio_null: promise.rps / constant.rps,
      ratio_batched: promise.rps / batched.rps,
      ratio_unary: promise.rps / unary.rps,
      p50_ms: promise.p50_ms,
      p95_ms: promise.p95_ms,
      p99_ms: promise.p99_ms,
      half_rate_p50_ms: half.p50_ms,
      half_rate_p99_ms: half.p99_ms,
      half_rate_p99_to_p50: half.p99_ms / half.p50_ms,
      cpu_ms_per_constant: constant.cpuMs,
      cpu_ms_per_unary: unary.cpuMs,
      cpu_ms_per_batched: batched.cpuMs,
      cpu_ms_per_promise: cpu.reduce((sum, [, ms]) => sum + ms, 0),
      ...Object.fromEntries(cpu),
    };
  }

  async close(): Promise<void> {
    await this.comparison?.stop();
  }

  /** Requests a second of one path of the comparison, and CPU a request. */
  private async compare(
    path: string,
    seconds: number,
  ): Promise<{ rps: number; cpuMs: number; requests: number }> {
    const { comparison } = this;
    if (comparison === undefined) throw new Error('There is nothing to compare with yet.');
    const before = comparison.cpuMs();
    const { rps, requests } = await sendSoundly({
      ...{ url: comparison.url, ordersFile: this.engine().ordersFile },
      ...{ connections: CONNECTIONS, seconds, headers: path === '' ? {} : { [PATH_HEADER]: path } },
    });
    return { rps, requests, cpuMs: (comparison.cpuMs() - before) / requests };
  }
}
