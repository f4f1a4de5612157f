export { call, type CallLimits, createClient } from './client.js';
export { toOtpError, toStatus } from './fault.js';
export { FaultFilter, grpcServer, limitsOf } from './server.js';
