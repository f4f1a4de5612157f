import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import type { KeepReference } from '../../application/keep-reference.js';
import type { PublishReference } from '../../application/publish-reference.js';

export interface RefreshSettings {
  /** Pause between two reads, in milliseconds. */
  readonly refreshMs: number;
  /** How long one read of everything may take, in milliseconds. */
  readonly readMs: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/** Has reference data read at once and again and again; sooner after a failure, and then at random. */
export class ReferenceRefresher {
  #said: string | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly reference: PublishReference,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
    private readonly settings: RefreshSettings,
    private readonly logger: Logger,
  ) {}

  /** Goes on until stop() is called; resolves then. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.#refresh(signal)) ? 0 : failures + 1;
      const ms =
        failures === 0
          ? this.settings.refreshMs
          : Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #refresh(signal: AbortSignal): Promise<boolean> {
    const limits = { deadline: this.clock.now() + this.settings.readMs, signal };
    const failure = await this.reference.refresh(limits);
    if (signal.aborted) return false;
    const problems = this.kept.problems();
    // What changes is logged: not each read, nor each repeat of the same failure.
    const news = failure === null ? problems.join('\n') : failure.detail;
    if (news === this.#said) return failure === null;
    this.#said = news;
    if (failure === null) {
      this.logger.info('warehouses and companies read from ERPNext');
      for (const problem of problems) this.logger.warn(problem);
    } else {
      const fault = failure.code === 'INTERNAL' ? { err: failure.cause } : {};
      this.logger.warn({ code: failure.code, ...fault }, failure.detail);
    }
    return failure === null;
  }
}
