import { isOtpError } from '#libs/kernel';
import { InstallFault } from '../erpnext-install/install-fault.js';
import { SiteRefusal } from '../erpnext-install/site.js';

export type Status = 'ok' | 'warn' | 'fail';

/** What one check has found; `text` says what it is and, unless all is well, what to do about it. */
export interface Finding {
  readonly check: string;
  readonly status: Status;
  readonly text: string;
}

export const ok = (check: string, text: string): Finding => ({ check, status: 'ok', text });
export const warn = (check: string, text: string): Finding => ({ check, status: 'warn', text });
export const fail = (check: string, text: string): Finding => ({ check, status: 'fail', text });

/** A check that breaks off is a finding, too. */
export async function findingsOf(
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [fail(check, `It could not be looked at: ${reasonOf(error)}`)];
  }
}

/** Never with credentials: our own errors hold none, of others only the kind is told. */
export function reasonOf(error: unknown): string {
  if (error instanceof InstallFault || error instanceof SiteRefusal) return error.message;
  if (isOtpError(error)) return error.detail;
  if (!(error instanceof Error)) return 'an unknown error.';
  if (error.name === 'TimeoutError') return 'no answer in time.';
  const { code } = (error.cause instanceof Error ? error.cause : error) as NodeJS.ErrnoException;
  return `${code ?? error.name}.`;
}
