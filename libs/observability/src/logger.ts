import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOGGER = Symbol('Logger');

/** Field names whose values never reach a log, at any of the first levels of an object. */
const secretFields = [
  'authorization',
  'cookie',
  'api_key',
  'api_secret',
  'apiKey',
  'apiSecret',
  'password',
  'token',
  'ERPNEXT_API_KEY',
  'ERPNEXT_API_SECRET',
  'REDIS_PASSWORD',
  'REDIS_URL',
  'WEBHOOK_SECRETS',
];

/** Causes of causes that are told. */
const DEEPEST_CAUSE = 4;

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code: unknown;
  readonly stack: string | undefined;
  readonly cause: LoggedError | undefined;
}

/**
 * Of an error what says what it is and where it came from. Libraries hang more on theirs: a command to Redis with
 * its password, the headers of a request, the body of an answer.
 */
function errorFacts(thrown: unknown, depth = 0): LoggedError | undefined {
  if (!(thrown instanceof Error) || depth > DEEPEST_CAUSE) return undefined;
  const { name, message, stack, cause } = thrown;
  return {
    type: name,
    message,
    code: 'code' in thrown ? thrown.code : undefined,
    stack,
    cause: errorFacts(cause, depth + 1),
  };
}

/** One JSON object a line on standard output: level, time, process name, message, facts. */
export function createLogger(processName: string, level: string): Logger {
  return pino({
    name: processName,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorFacts },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[secret]',
    },
  });
}

/** For a line about every change that somebody makes, kept whatever else is not worth a line. LOG_LEVEL can't say silent. */
export function auditLogger(logger: Logger): Logger {
  return logger.child({ logger: 'audit' }, { level: logger.level === 'silent' ? 'silent' : 'info' });
}

/** Lets Nest write its own messages through our logger, so that a process has one log. */
export function nestLogger(logger: Logger): LoggerService {
  const context = (parameters: unknown[]): { context?: unknown } =>
    parameters.length === 0 ? {} : { context: parameters.at(-1) };
  return {
    log: (message, ...rest: unknown[]) => logger.debug(context(rest), String(message)),
    warn: (message, ...rest: unknown[]) => logger.warn(context(rest), String(message)),
    error: (message, ...rest: unknown[]) =>
      message instanceof Error ? logger.error(message) : logger.error(context(rest), String(message)),
    fatal: (message, ...rest: unknown[]) => logger.fatal(context(rest), String(message)),
  };
}
