export { auditByHand } from './audit-by-hand.js';
export { auditLogger, createLogger, LOGGER, type Logger, nestLogger } from './logger.js';
export { metrics } from './metrics.js';
export { openOperatorPort } from './operator-port.js';
export { version } from './version.js';
export * from './tracing/index.js';
