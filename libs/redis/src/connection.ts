import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Config } from '#libs/config';
import { steadyClock } from '#libs/kernel';

/** A single Redis, the master that Sentinels name, or a Cluster. */
export type RedisConnection = Redis | Cluster;

export type RedisConfig = Pick<
  Config<'gateway' | 'promise' | 'stock'>,
  | 'REDIS_URL'
  | 'REDIS_SENTINELS'
  | 'REDIS_SENTINEL_NAME'
  | 'REDIS_CLUSTER'
  | 'REDIS_PASSWORD'
  | 'REDIS_TIMEOUT_MS'
>;

export interface ConnectionOptions {
  readonly blocking?: boolean;
  readonly onFault?: (fault: Error) => void;
}

/** Keys of jobs lie in one slot, as BullMQ needs it in a Cluster. */
export const JOBS_PREFIX = '{otp-jobs}';

/** How often a Cluster is asked who serves what, besides when a node tells that it has changed. */
const SLOTS_REFRESH_MS = 5_000;

/** Pause before the connection is tried again; jittered, so that not all processes come at once. */
function retryStrategy(attempts: number): number {
  return Math.min(50 * 2 ** Math.min(attempts, 5), 1_000) * (0.5 + Math.random() / 2);
}

/** Options of one connection, which mean the same in all three modes. */
type NodeOptions = Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;

/**
 * Connects in the background, and again whenever the connection is lost. Commands fail at once while there is
 * none, and after REDIS_TIMEOUT_MS without an answer. `blocking`: for commands that wait in Redis
 * (XREAD BLOCK), which get REDIS_TIMEOUT_MS on top of their own time. `onFault` is told why a connection is
 * lost or refused, for the log.
 */
export function connectRedis(
  config: RedisConfig,
  { blocking = false, onFault = noFault }: ConnectionOptions = {},
): RedisConnection {
  const timeout = config.REDIS_TIMEOUT_MS;
  const bounds = blocking
    ? { blockingTimeout: timeout, blockingTimeoutGrace: timeout }
    : { commandTimeout: timeout, socketTimeout: 4 * timeout };
  const redis = open(config, false, {
    ...bounds,
    connectTimeout: Math.max(timeout, 1_000),
    disconnectTimeout: timeout,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', onFault);
  return redis;
}

/** When it stands, or at `deadline` (by the steady clock) whether it does or not. */
export function connectedBy(deadline: number, redis: RedisConnection): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadline - steadyClock.now());
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** For BullMQ, which waits for Redis by itself; use it with JOBS_PREFIX. Workers duplicate it. */
export function connectForJobs(
  config: RedisConfig,
  onFault: (fault: Error) => void = noFault,
): RedisConnection {
  const redis = open(config, true, { maxRetriesPerRequest: null });
  redis.on('error', onFault);
  return redis;
}

/** Faults reach the caller of each command; without a listener Node would end the process. */
function noFault(): void {
  // Nothing is lost: the command that is concerned fails.
}

function open(config: RedisConfig, enableOfflineQueue: boolean, options: NodeOptions): RedisConnection {
  return config.REDIS_CLUSTER
    ? openCluster(config, config.REDIS_CLUSTER, enableOfflineQueue, options)
    : openSingle(config, enableOfflineQueue, options);
}

function openCluster(
  config: RedisConfig,
  addresses: readonly string[],
  enableOfflineQueue: boolean,
  options: NodeOptions,
): Cluster {
  const credentials = credentialsOf(config);
  const cluster = new Cluster(addresses.map(hostAndPort), {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    // A command that is sent on to other nodes must come to an end in about its time, too.
    maxRedirections: 4,
    retryDelayOnFailover: config.REDIS_TIMEOUT_MS / 8,
    retryDelayOnClusterDown: config.REDIS_TIMEOUT_MS / 8,
    retryDelayOnTryAgain: config.REDIS_TIMEOUT_MS / 8,
    slotsRefreshInterval: 0,
    slotsRefreshTimeout: Math.max(config.REDIS_TIMEOUT_MS, 1_000),
    redisOptions: { ...options, ...credentials },
    // Certificates speak of names, not of the addresses behind them.
    ...(credentials.tls ? { dnsLookup: (name, found) => found(null, name) } : {}),
  });
  // The client's own timer goes on for ever when it is disconnected during a refresh.
  const refreshing = setInterval(() => {
    if (cluster.status === 'ready') cluster.refreshSlotsCache();
  }, SLOTS_REFRESH_MS);
  cluster.once('end', () => clearInterval(refreshing));
  return cluster;
}

function openSingle(config: RedisConfig, enableOfflineQueue: boolean, options: NodeOptions): Redis {
  const credentials = credentialsOf(config);
  const common: Omit<RedisOptions, 'replyMapping'> = {
    ...options,
    ...credentials,
    enableOfflineQueue,
    retryStrategy,
    // A master that has become a replica: the address must be asked for again.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const url = new URL(config.REDIS_URL);
  if (!config.REDIS_SENTINELS)
    return new Redis({
      ...common,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? 6379 : Number(url.port),
      db: Number(url.pathname.slice(1)),
    });
  return new Redis({
    ...common,
    sentinels: config.REDIS_SENTINELS.map(hostAndPort),
    name: config.REDIS_SENTINEL_NAME,
    sentinelRetryStrategy: retryStrategy,
    sentinelCommandTimeout: 1_000,
    ...(credentials.tls ? { enableTLSForSentinelMode: true, sentinelTLS: credentials.tls } : {}),
    ...(credentials.password ? { sentinelPassword: credentials.password } : {}),
  });
}

/** User, password and TLS come from REDIS_URL in every mode; REDIS_PASSWORD goes before its password. */
function credentialsOf(config: RedisConfig): {
  username?: string;
  password?: string;
  tls?: TlsOptions;
} {
  const url = new URL(config.REDIS_URL);
  const password = config.REDIS_PASSWORD ?? decodeURIComponent(url.password);
  return {
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(password ? { password } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function hostAndPort(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
