export { call, callInParts, type CallLimits, createClient } from './client.js';
export { fromFault, toFault, toOtpError, toStatus } from './fault.js';
export { FaultFilter, grpcServer, limitsOf, logFault, WAY_BACK_MS } from './server.js';
