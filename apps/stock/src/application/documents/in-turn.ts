import { OtpError } from '#libs/kernel';

interface Running {
  readonly ended: Promise<unknown>;
}

/**
 * Lets pieces of work on the same subject run one after the other, and equal ones share one run: what the
 * first has written is there to be found when the next looks for it.
 */
export class InTurn {
  /** The last of each subject; it ends after those before it. */
  readonly #last = new Map<string, Running>();
  readonly #shared = new Map<string, Promise<unknown>>();

  /** `mostWaiting`: how many pieces of work may run and wait, over all subjects. */
  constructor(private readonly mostWaiting: number) {}

  /** `id` says what the work does: equal ids of one subject do the same. */
  run<T>(subject: string, id: string, work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([subject, id]);
    const shared = this.#shared.get(key) as Promise<T> | undefined;
    if (shared !== undefined) return shared;
    if (this.#shared.size >= this.mostWaiting) {
      return Promise.reject(
        new OtpError(
          'ERPNEXT_UNAVAILABLE',
          'Too much waits to be written to ERPNext already. Nothing was written.',
        ),
      );
    }
    const before = this.#last.get(subject)?.ended ?? Promise.resolve();
    const outcome = before.then(work).finally(() => this.#shared.delete(key));
    const running: Running = { ended: outcome.then(ignore, ignore) };
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
