export { ChangeFollower, type ChangeHandlers, type ChangeFollowerOptions } from './change-follower.js';
export {
  connectedBy,
  connectForJobs,
  connectRedis,
  JOBS_PREFIX,
  type RedisConfig,
  type RedisConnection,
} from './connection.js';
export type { Change, Coverage, Found, Outcome, SyncState, Version, WriteResult } from './replica.types.js';
export { isUnavailable } from './faults.js';
export { type Hint, type HintBatch, HintQueue, type HintQueueOptions } from './hint-queue.js';
export { keys } from './keys.js';
export { checkPolicy } from './policy.js';
export { Replica, type ReplicaCounts, type ReplicaOptions } from './replica.js';
export { type ApiKey, ApiKeys, looksLikeApiKey, type Scope, scopes } from './api-keys.js';
export { type Claim, Idempotency, type OnceCall } from './idempotency.js';
export { TraceChannel, type TracedShare } from './trace-channel.js';
export { type TakenTokens, TokenBucket } from './token-bucket.js';
