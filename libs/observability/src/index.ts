export { createLogger, LOGGER, type Logger, nestLogger } from './logger.js';
export { metrics, serveMetrics } from './metrics.js';
export * from './tracing/index.js';
