export { createLogger, LOGGER, type Logger, nestLogger } from './logger.js';
