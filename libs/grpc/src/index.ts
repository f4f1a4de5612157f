export { call, callInParts, type CallLimits, type ClientVariables, createClient } from './client.js';
export { fromFault, toFault, toOtpError, toStatus } from './fault.js';
export { GrpcHealth } from './health.js';
export { LiveInstances } from './live-instances.js';
export { ServedSpans } from './served-spans.js';
export { FaultFilter, grpcServer, limitsOf, logFault, WAY_BACK_MS } from './server.js';
