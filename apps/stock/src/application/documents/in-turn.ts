import { OtpError } from '#libs/kernel';

interface Running {
  readonly ended: Promise<unknown>;
}

/** Makes a turn last until this has ended, too, however it ends. */
export type Hold = (more: Promise<unknown>) => void;

/**
 * Lets pieces of work on the same subject run one after the other, and equal ones share one run: what the
 * first has written is there to be found when the next looks for it. A turn lasts longer than the answer to the one who
 * waits for it when the work holds it.
 */
export class InTurn {
  /** The last of each subject; it ends after those before it. */
  readonly #last = new Map<string, Running>();
  readonly #shared = new Map<string, Promise<unknown>>();
  #turns = 0;

  /** `mostWaiting`: how many pieces of work may run and wait, over all subjects; `refused` is told of each one more. */
  constructor(
    private readonly mostWaiting: number,
    private readonly refused: () => void = ignore,
  ) {}

  /** How many pieces of work run and wait. */
  get turns(): number {
    return this.#turns;
  }

  /** `id` says what the work does: equal ids of one subject do the same. */
  run<T>(subject: string, id: string, work: (hold: Hold) => Promise<T>): Promise<T> {
    const key = JSON.stringify([subject, id]);
    const shared = this.#shared.get(key) as Promise<T> | undefined;
    if (shared !== undefined) return shared;
    if (this.#turns >= this.mostWaiting) {
      this.refused();
      return Promise.reject(
        new OtpError(
          'ERPNEXT_UNAVAILABLE',
          'Too much waits to be written to ERPNext already. Nothing was written.',
        ),
      );
    }
    const before = this.#last.get(subject)?.ended ?? Promise.resolve();
    const held: Promise<unknown>[] = [];
    this.#turns += 1;
    const outcome = before
      .then(() => work((more) => held.push(more)))
      .finally(() => {
        this.#shared.delete(key);
        if (held.length === 0) this.#turns -= 1;
        else void Promise.allSettled(held).then(() => (this.#turns -= 1));
      });
    const running: Running = { ended: outcome.then(ignore, ignore).then(() => Promise.allSettled(held)) };
    this.#last.set(subject, running);
    this.#shared.set(key, outcome);
    void running.ended.then(() => {
      if (this.#last.get(subject) === running) this.#last.delete(subject);
    });
    return outcome;
  }
}

function ignore(): void {
  // The next in turn does not care how this one ended.
}
