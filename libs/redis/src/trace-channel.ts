import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
import { keys } from './keys.js';

/** Of the requests, 0 to 1; `off`: not even the slowest and failed ones. */
export type TracedShare = number | 'off';

/**
 * What the processes tell one another about traces: which ones to keep, and the share that is sampled. Words that are
 * lost while Redis is away cost some traces, nothing else. The share is kept besides, for processes that start later.
 */
export class TraceChannel {
  /**
   * `listening`: a connection of its own (connectRedis with `blocking`), which takes no other commands any more;
   * undefined for who only speaks.
   */
  constructor(
    private readonly redis: RedisConnection,
    private readonly listening?: RedisConnection,
  ) {}

  /** Tells `receive` what the others say, and the share whenever the connection is there again. */
  listen(receive: (message: string) => void): void {
    const { listening } = this;
    if (listening === undefined) return;
    listening.on('message', (_channel: string, message: string) => receive(message));
    const begin = (): void => {
      listening.subscribe(keys.tracing).then(
        () => this.tellShare(receive),
        // Tried again when the connection comes back.
        () => undefined,
      );
    };
    if (listening.status === 'ready') begin();
    listening.on('ready', begin);
    // The share is read over the other connection, which may come back later.
    this.redis.on('ready', () => void this.tellShare(receive));
  }

  /** Not waited for. */
  say(message: string): void {
    this.redis.publish(keys.tracing, message).catch(() => undefined);
  }

  /** From now on, in every process; undefined: as each is configured. Rejects with UNAVAILABLE. */
  async setShare(share: TracedShare | undefined): Promise<void> {
    if (share === undefined) await answerOf(this.redis.del(keys.tracingRatio));
    else await answerOf(this.redis.set(keys.tracingRatio, String(share)));
    await answerOf(this.redis.publish(keys.tracing, `ratio ${share ?? 'default'}`));
  }

  /** The share that was set last; undefined: as each process is configured. Rejects with UNAVAILABLE. */
  async share(): Promise<TracedShare | undefined> {
    const kept = await answerOf(this.redis.get(keys.tracingRatio));
    if (kept === null) return undefined;
    return kept === 'off' ? kept : Number(kept);
  }

  close(): void {
    this.listening?.disconnect();
    this.redis.disconnect();
  }

  private async tellShare(receive: (message: string) => void): Promise<void> {
    const share = await this.share().catch(() => undefined);
    if (share !== undefined) receive(`ratio ${share}`);
  }
}
