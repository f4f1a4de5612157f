import { hostname, userInfo } from 'node:os';
import { pino } from 'pino';

interface ChangeByHand {
  /** Command and verb, for example `keys revoke`. */
  readonly call: string;
  /** What is changed: kind and name. Never a secret. */
  readonly documents: readonly string[];
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly outcome?: 'done' | 'failed';
}

/**
 * A line of the audit log for what a person changes from a command line: who by the name of the user, where by that
 * of the machine. On standard error, so that what reads the command's output finds nothing else there.
 */
export function auditByHand({ call, documents, fields = {}, outcome = 'done' }: ChangeByHand): void {
  const options = {
    name: 'tools',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  pino(options, pino.destination({ dest: 2, sync: true })).info(
    { logger: 'audit', caller: userName(), address: hostname(), call, outcome, documents, fields },
    'write',
  );
}

/** In a container its number may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
