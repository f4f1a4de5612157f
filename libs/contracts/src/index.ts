export * as documents from './gen/otp/stock/v1/documents.js';
export * as fault from './gen/otp/fault/v1/fault.js';
export * as health from './gen/grpc/health/v1/health.js';
export * as promise from './gen/otp/promise/v1/promise.js';
export * as stock from './gen/otp/stock/v1/stock.js';
