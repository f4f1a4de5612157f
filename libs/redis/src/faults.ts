import { isOtpError, OtpError } from '#libs/kernel';

/** Whatever Redis or its client throws, as UNAVAILABLE; the cause stays for the log. */
export function unavailable(cause: unknown): OtpError {
  return isOtpError(cause) ? cause : new OtpError('UNAVAILABLE', sentence(cause), { cause });
}

function sentence(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : '';
  if (message.startsWith('OOM')) return 'Redis has no memory left.';
  if (message.startsWith('MISCONF')) return 'Redis can not write to its disk.';
  if (/timed out/i.test(message)) return 'Redis did not answer in time.';
  return 'Redis is not reachable.';
}

export function isUnavailable(error: unknown): error is OtpError {
  return isOtpError(error) && error.code === 'UNAVAILABLE';
}

/** Awaits an answer of Redis and turns its faults into UNAVAILABLE. */
export async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
}
