export { type RunningApp, startApp, startSandbox } from './running-app.js';
export { type Cluster, runStart, startCluster } from './cluster.js';
export { type ChildRun, projectFolder, runChild } from './child-run.js';
export { accepts, freePort } from './free-port.js';
export { waitFor } from './wait-for.js';
export { HoldingErpnext, type PassedRequest } from './holding-erpnext.js';
export { expectNothingLeft, lives } from './nothing-left.js';
export {
  RedisProcess,
  type RedisSentinel,
  type RedisSettings,
  startRedis,
  startRedisSentinel,
} from './redis-processes.js';
export { RedisCluster, startRedisCluster } from './redis-cluster.js';
export { FaultyLink, type LinkState } from './faulty-link.js';
export { type BreakableProcess, type LinkedCluster, startLinkedCluster } from './linked-cluster.js';
export { NameServer } from './name-server.js';
export { CertificateAuthority, type IssuedCertificate } from './certificates.js';
