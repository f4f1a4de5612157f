import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { MeasuredEngine } from './engine.js';
import type { Figures, Measurement, Sizes } from './measurement.js';
import { writeOrders } from './orders.js';

const GATEWAYS = 4;
const WATCH_MS = 50;
/** Single calls a second beside a bulk stream: few, so that what they wait for is the stream. */
const SINGLES_PER_S = 125;
const SINGLE_CONNECTIONS = 50;
const UNDER_WAY_MS = 1_500;

/** Bulk streams: their first line, their throughput, their memory, and what single calls beside one feel of it. */
export class Bulk implements Measurement {
  readonly name = 'bulk';
  private file = '';

  constructor(
    private readonly engine: () => MeasuredEngine,
    private readonly sizes: Sizes,
  ) {}

  open(): Promise<void> {
    const { folder, itemCodes } = this.engine();
    this.file = join(folder, 'bulk.ndjson');
    writeOrders(this.file, itemCodes, this.sizes.bulkOrders);
    return Promise.resolve();
  }

  async round(): Promise<Figures> {
    const { cluster } = this.engine();
    const before = cluster.residentMb('gateway');
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, cluster.residentMb('gateway'))), WATCH_MS);
    const one = await this.stream(1).finally(() => clearInterval(watch));
    const many = await this.stream(GATEWAYS);
    const singles = await this.engine().send({ seconds: this.sizes.seconds });
    const rate = many.lines / many.seconds;
    return {
      bulk_first_line_ms: one.firstLineMs,
      bulk_orders_per_s: rate,
      bulk_ratio: rate / singles.rps,
      bulk_rss_growth_mb: most - before,
      ...(this.sizes.isThorough ? await this.fairness() : {}),
    };
  }

  /** What single calls at a low rate take beside one stream, and without it. */
  private async fairness(): Promise<Figures> {
    const load = {
      ...{ seconds: this.sizes.pacedSeconds, rate: SINGLES_PER_S },
      connections: SINGLE_CONNECTIONS,
    };
    const alone = await this.engine().send(load);
    const stream = this.spawn(1, 'endless');
    try {
      await pause(UNDER_WAY_MS);
      const beside = await this.engine().send(load);
      if (stream.exitCode !== null) throw new Error('The bulk stream broke beside single calls.');
      return {
        single_alone_p99_ms: alone.p99_ms,
        single_beside_bulk_p99_ms: beside.p99_ms,
        bulk_fairness: beside.p99_ms / alone.p99_ms,
      };
    } finally {
      stream.kill();
      if (stream.exitCode === null && stream.signalCode === null) await once(stream, 'close');
    }
  }

  private async stream(streams: number): Promise<{ lines: number; seconds: number; firstLineMs: number }> {
    const child = this.spawn(streams);
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await once(child, 'close');
    const result = JSON.parse(/^RESULT (.*)$/m.exec(printed)?.[1] ?? '{}') as {
      lines?: number;
      seconds?: number;
      firstLineMs?: number;
    };
    const { lines = 0, seconds = NaN, firstLineMs = NaN } = result;
    if (lines !== streams * this.sizes.bulkOrders) {
      throw new Error(`${lines} lines came back for ${streams} × ${this.sizes.bulkOrders} orders.`);
    }
    return { lines, seconds, firstLineMs };
  }

  private spawn(streams: number, how = ''): ChildProcess {
    const program = join(import.meta.dirname, 'bulk-streams.js');
    const args = [program, this.engine().cluster.url, this.file, String(streams), how];
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  }
}
