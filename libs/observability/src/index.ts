export { createLogger, LOGGER, type Logger, nestLogger } from './logger.js';
export { metrics, serveMetrics } from './metrics.js';
