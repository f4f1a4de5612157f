import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, isOtpError, steadyClock } from '#libs/kernel';
import { type Logger, tracing } from '#libs/observability';
import { type HintBatch, type HintQueue, storedAt } from '../../application/hints/hint-queue.port.js';
import type { WorkOffHints } from '../../application/hints/work-off-hints.js';
import { hintSeconds, hintsTotal, hintsWaiting } from './hints.metrics.js';

export interface HintWorkerSettings {
  /** Most hints that are taken at once. */
  readonly most: number;
  /** How long one batch may take, in milliseconds; after that it is given to another worker. */
  readonly batchMs: number;
  /** Older hints that fail are dropped: the synchronisation has seen what they speak of. */
  readonly oldestMs: number;
}

/** The same for all instances: what one leaves is given out again by its age, and no dead names pile up. */
const CONSUMER = 'stock';
/** How long it waits in Redis for the first hint: also how long it takes to stop. */
const BLOCK_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Shorter failures are no news: Redis is not reachable either while we connect to it, or when it restarts. */
const NEWS_AFTER_MS = 2_000;

/**
 * Works off hints until it is stopped. What fails stays in the queue and is given out again later. After a
 * failure hints are taken singly, and then in batches that double, so that one that always fails keeps no
 * other from being worked off.
 */
export class HintWorker {
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #most: number;
  #failures = 0;
  /** Date.now() at the first of the failures in a row. */
  #failingSince: number | undefined;
  #said: string | undefined;

  constructor(
    private readonly queue: HintQueue,
    private readonly hints: WorkOffHints,
    private readonly clock: Clock,
    private readonly settings: HintWorkerSettings,
    private readonly logger: Logger,
  ) {
    this.#most = settings.most;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when what it has in hand is done, or given back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const fault = await this.#turn(signal).then(
        () => undefined,
        (error: unknown) => error ?? new Error('unknown'),
      );
      if (signal.aborted) return;
      if (fault === undefined) {
        this.#failures = 0;
        this.#failingSince = undefined;
        continue;
      }
      this.#failures += 1;
      this.#failingSince ??= this.clock.now();
      if (this.clock.now() - this.#failingSince >= NEWS_AFTER_MS) this.#tell(fault);
      // Short enough for what failed not to be given out again before anything else is.
      const most = Math.min(LONGEST_PAUSE_MS, this.settings.batchMs / 2);
      const longest = Math.min(most, FIRST_PAUSE_MS * 2 ** this.#failures);
      await pause(Math.random() * longest, undefined, { signal }).catch(() => undefined);
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const batch = await this.queue.take(CONSUMER, this.#most, BLOCK_MS);
    if (batch.ids.length > 0) await this.#work(batch, signal);
    hintsWaiting.set(await this.queue.waiting());
  }

  async #work(batch: HintBatch, signal: AbortSignal): Promise<void> {
    const count = batch.ids.length;
    const spans = spansOf(batch);
    try {
      const deadline = steadyClock.now() + this.settings.batchMs;
      await this.hints.work(batch, { deadline, signal, span: spans.batch });
      await this.queue.done(batch);
      this.#most = Math.min(2 * this.#most, this.settings.most);
      hintsTotal.inc({ outcome: 'done' }, count);
      hintSeconds.observe((this.clock.now() - storedAt(batch)) / 1_000);
      this.#said = undefined;
    } catch (error) {
      spans.batch?.fail();
      this.#most = 1;
      const tooOld = this.clock.now() - storedAt(batch) > this.settings.oldestMs;
      if (tooOld) await this.queue.done(batch);
      hintsTotal.inc({ outcome: tooOld ? 'dropped' : 'failed' }, count);
      throw error;
    } finally {
      for (const span of [spans.batch, ...spans.hints]) span?.end();
    }
  }

  /** What changes is logged, not each repeat of the same failure. */
  #tell(fault: unknown): void {
    const detail = isOtpError(fault) ? fault.detail : 'Working off webhooks went wrong inside.';
    if (detail === this.#said) return;
    this.#said = detail;
    if (isOtpError(fault) && fault.code !== 'INTERNAL')
      this.logger.warn({ code: fault.code }, `webhooks wait: ${detail}`);
    else this.logger.error({ err: fault }, detail);
  }
}

/** Of the work on a batch, and of each of its hints in the trace of the webhook that brought it. */
function spansOf({ ids, traceparents = [] }: HintBatch) {
  const recorder = tracing();
  const hints = traceparents.flatMap((context) => recorder?.serve('workOffHints', context) ?? []);
  const batch = hints.length === 0 ? undefined : recorder?.share('workOffHints', hints);
  batch?.set('otp.batch.size', ids.length);
  for (const hint of hints) hint.linkTo(batch);
  return { hints, batch };
}
