import { type Config, ConfigurationError, loadConfig, type ProcessName } from '#libs/config';
import { createLogger, type Logger, openOperatorPort } from '#libs/observability';
import { watchHeap } from './full-heap.js';
import { traceThisProcess } from './trace-this-process.js';

/** A running service: closing it lets requests in flight end. */
export interface RunningService {
  close(): Promise<unknown>;
}

/**
 * Runs one process of the cluster until SIGTERM or SIGINT, or until its heap is full: reads its configuration, starts
 * it, and at the end gives what is in flight SHUTDOWN_GRACE_MS. Exit codes: 0 ended as told, 1 could not start or broke,
 * 2 did not end within the grace.
 */
export async function runService<P extends ProcessName>(
  processName: P,
  start: (config: Config<P>, logger: Logger) => Promise<RunningService>,
): Promise<void> {
  const config = configOrExit(processName);
  const logger = createLogger(processName, config.LOG_LEVEL);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a fault that nobody handled');
    process.exit(1);
  });

  const serving = openOperatorPort(config.METRICS_HOST, config.METRICS_PORT, logger);
  const stopTracing = traceThisProcess(config);
  const starting = start(config, logger);
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error(`not ended within ${config.SHUTDOWN_GRACE_MS} ms`);
      process.exit(2);
    }, config.SHUTDOWN_GRACE_MS).unref();
    starting
      .then((service) => service.close())
      .then(stopTracing)
      .then(async () => (await serving).close())
      .then(
        () => {
          logger.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          logger.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
  };
  watchHeap((usedMb, limitMb) => {
    logger.error({ usedMb, limitMb }, 'the heap is full: this process ends before it gets slow');
    stop('full heap');
  });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  try {
    await serving;
    await starting;
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

function configOrExit<P extends ProcessName>(processName: P): Config<P> {
  try {
    return loadConfig(processName);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
