import { OtpError, steadyClock } from '#libs/kernel';
import type { Limits } from './limits.js';

/** Setting a longer timer would make it fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What `work` gives, unless the caller's limits are reached first; `work` goes on then.
 * `what` is the beginning of the sentence that tells the caller what was not there in time.
 */
export function within<T>(what: string, work: Promise<T>, { deadline, signal }: Limits): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancelled = (): void => end(() => reject(new OtpError('CANCELLED', 'The caller went away.')));
    const late = (): void =>
      end(() => reject(new OtpError('DEADLINE_EXCEEDED', `${what} could not be read in time.`)));
    const timer = setTimeout(late, Math.min(Math.ceil(deadline - steadyClock.now()), LONGEST_TIMER_MS));
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      settle();
    };
    if (signal.aborted) return cancelled();
    signal.addEventListener('abort', cancelled, { once: true });
    work.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}
