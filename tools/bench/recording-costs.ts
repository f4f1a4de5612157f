import { join } from 'node:path';
import { loadRedisConfig } from '#libs/config';
import { connectForJobs, TraceChannel } from '#libs/redis';
import { MeasuredEngine } from './engine.js';
import type { Figures, Measurement, Sizes } from './measurement.js';

/** What records, and is switched off and on again. */
type Recording = 'trace' | 'metrics';

/** Each stretch without beside one with: whatever else makes the machine slower for some seconds hits both. */
const PAIRS = 4;

/**
 * What recording costs: one engine beside itself without it. Two engines of the same kind, one with and one without,
 * differ more from each other than what is to be measured.
 */
export class RecordingCosts implements Measurement {
  readonly name = 'costs';
  private engine: MeasuredEngine | undefined;
  private channel: TraceChannel | undefined;

  constructor(private readonly sizes: Sizes) {}

  async open(): Promise<void> {
    const preload = join(import.meta.dirname, 'switched-metrics.js');
    this.engine = await MeasuredEngine.start({}, { env: { NODE_OPTIONS: `--import=${preload}` } });
    const [redis] = this.engine.cluster.processes('redis');
    this.channel = new TraceChannel(
      connectForJobs(loadRedisConfig({ REDIS_URL: `redis://127.0.0.1:${redis?.port}` })),
    );
    await this.engine.warmUp(this.sizes.warmUpRequests);
  }

  async round(): Promise<Figures> {
    const spent = { trace: { with: 0, without: 0 }, metrics: { with: 0, without: 0 } };
    for (let pair = 0; pair < PAIRS; pair += 1) {
      for (const recording of ['trace', 'metrics'] as const) {
        // In turn, because what comes second runs on a machine that is a little warmer.
        const order = pair % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const);
        for (const which of order) spent[recording][which] += await this.secondsOf(recording, which);
      }
    }
    const costs = Object.entries(spent).map(
      ([recording, { with: usual, without }]) =>
        [`${recording}_cost_pct`, (1 - without / usual) * 100] as const,
    );
    return Object.fromEntries(costs);
  }

  async close(): Promise<void> {
    this.channel?.close();
    await this.engine?.stop();
  }

  /** Seconds that one request takes of the machine, while it does nothing else. */
  private async secondsOf(recording: Recording, which: 'with' | 'without'): Promise<number> {
    const { engine } = this;
    if (engine === undefined) throw new Error('The engine has not been started.');
    if (which === 'without') await this.switch(recording, 'off');
    const counted = await this.countedRequests(engine);
    const { rps } = await engine.send({ seconds: Math.ceil(this.sizes.seconds / 2) });
    const isCounting = (await this.countedRequests(engine)) > counted;
    if (isCounting !== (which === 'with' || recording === 'trace'))
      throw new Error('The metrics of the engine could not be switched off and on.');
    if (which === 'without') await this.switch(recording, 'on');
    return 1 / rps;
  }

  private async switch(recording: Recording, to: 'off' | 'on'): Promise<void> {
    if (recording === 'trace') return this.channel?.setShare(to === 'off' ? 'off' : undefined);
    const kinds = this.engine?.cluster.engine() ?? new Map<string, readonly number[]>();
    for (const kind of ['gateway', 'promise', 'stock']) {
      for (const pid of kinds.get(kind) ?? []) process.kill(pid, 'SIGUSR2');
    }
  }

  private countedRequests(engine: MeasuredEngine): Promise<number> {
    return engine.cluster.counter('gateway', 'otp_requests_total', 'endpoint="/otp/promise"');
  }
}
