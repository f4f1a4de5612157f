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
];

/** One JSON object a line on standard output: level, time, process name, message, facts. */
export function createLogger(processName: string, level: string): Logger {
  return pino({
    name: processName,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[secret]',
    },
  });
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
