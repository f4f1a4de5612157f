import { join } from 'node:path';
import { LOOPBACK } from './ports.js';
import type { StartPlan } from './start-plan.js';
import type { ProcessPlan } from './supervised-process.js';

/** Where a cluster keeps what it writes; it is removed at the end. */
export interface RunFolder {
  readonly path: string;
  readonly logs: string;
}

/** A start and what it has made up for itself. */
export interface OwnStart extends StartPlan {
  /** With which the sandbox signs its webhooks; undefined: as the environment says. */
  readonly webhookSecret?: string | undefined;
}

/** The processes of a cluster, each group beginning when the groups before it accept connections. */
export interface ClusterPlan {
  readonly redis: ProcessPlan;
  /** Absent with a real ERPNext. */
  readonly sandbox: ProcessPlan | undefined;
  readonly stocks: readonly ProcessPlan[];
  readonly promises: readonly ProcessPlan[];
  readonly gateways: readonly ProcessPlan[];
  readonly nginx: ProcessPlan;
  /** Takes the traces of all others; absent where OTEL_SDK_DISABLED is true. */
  readonly latency: ProcessPlan | undefined;
}

/** Number of private ports that `clusterPlan` needs. */
export function privatePortCount({ gateways, promises, stocks }: StartPlan): number {
  return 4 + 2 * (gateways + promises + stocks);
}

/**
 * Says how each process is run. `dist` is the folder of the compiled code; `env` is passed on to all,
 * except that the ERPNext credentials go to the stock service alone and the secrets of the webhooks to the
 * gateways, and by environment only.
 */
export function clusterPlan(
  start: OwnStart,
  ports: readonly number[],
  folder: RunFolder,
  dist: string,
  env: Readonly<Record<string, string>>,
): ClusterPlan {
  const remaining = [...ports];
  const take = (count: number): number[] => remaining.splice(0, count);
  const [redisPort = 0] = take(1);
  const stockPorts = take(start.stocks);
  const promisePorts = take(start.promises);
  const gatewayPorts = take(start.gateways);
  const metricsPorts = [take(start.stocks), take(start.promises), take(start.gateways)] as const;
  const [latencyPort = 0, latencyGrpcPort = 0, latencyMetricsPort = 0] = take(3);
  const tracesTo = (service: string) => tracing(service, `http://${LOOPBACK}:${latencyPort}`, env);
  const redisUrl = `redis://${LOOPBACK}:${redisPort}`;

  const process = (
    name: string,
    port: number,
    command: ProcessPlan['command'],
    own: Readonly<Record<string, string>> = {},
    stopSignal: ProcessPlan['stopSignal'] = 'SIGTERM',
  ): ProcessPlan => {
    const logFile = join(folder.logs, `${name.replaceAll(' ', '-')}.log`);
    return { name, command, env: { ...withoutCredentials(env), ...own }, port, logFile, stopSignal };
  };
  const app = (name: string) =>
    [node, ...(heapFlags[name] ?? []), join(dist, 'apps', name, 'src', 'main.js')] as const;
  const traced = (name: string) => {
    const [program, ...rest] = app(name);
    return [
      program,
      '--import',
      join(dist, 'libs', 'observability', 'src', 'tracing', 'preload.js'),
      ...rest,
    ] as const;
  };
  const numbered = (
    name: string,
    ofPorts: readonly number[],
    metricsPorts: readonly number[],
    own: (port: number) => Record<string, string>,
  ) =>
    ofPorts.map((port, index) =>
      process(`${name} ${index + 1}`, port, traced(name), {
        REDIS_URL: redisUrl,
        ...tracesTo(name),
        METRICS_PORT: String(metricsPorts[index] ?? 0),
        ...own(port),
      }),
    );

  const erp = start.erp ?? sandboxSite(start);
  const webhookSecrets = start.webhookSecret ?? env['WEBHOOK_SECRETS'];
  return {
    redis: process('redis', redisPort, redisCommand(redisPort, folder)),
    sandbox:
      start.erp === undefined
        ? process('sandbox', start.sandboxPort, [
            ...app('erpnext-sandbox'),
            ...['--host', LOOPBACK, '--port', String(start.sandboxPort), ...start.sandboxArgs],
          ])
        : undefined,
    stocks: numbered('stock', stockPorts, metricsPorts[0], (port) => ({
      STOCK_HOST: LOOPBACK,
      STOCK_PORT: String(port),
      ERPNEXT_URL: erp.url,
      ERPNEXT_API_KEY: erp.key,
      ERPNEXT_API_SECRET: erp.secret,
      DEFAULT_WAREHOUSE: start.defaultWarehouse,
    })),
    promises: numbered('promise', promisePorts, metricsPorts[1], (port) => ({
      PROMISE_HOST: LOOPBACK,
      PROMISE_PORT: String(port),
      STOCK_ADDRESSES: addresses(stockPorts),
      DEFAULT_WAREHOUSE: start.defaultWarehouse,
    })),
    gateways: numbered('gateway', gatewayPorts, metricsPorts[2], (port) => ({
      GATEWAY_HOST: LOOPBACK,
      GATEWAY_PORT: String(port),
      PROMISE_ADDRESSES: addresses(promisePorts),
      STOCK_ADDRESSES: addresses(stockPorts),
      API_KEYS: start.apiKeys,
      ...(webhookSecrets === undefined ? {} : { WEBHOOK_SECRETS: webhookSecrets }),
    })),
    nginx: process('nginx', start.port, nginxCommand(folder), {}, 'SIGQUIT'),
    latency:
      env['OTEL_SDK_DISABLED'] === 'true'
        ? undefined
        : process('latency', latencyPort, traced('latency'), {
            REDIS_URL: redisUrl,
            METRICS_PORT: String(latencyMetricsPort),
            LATENCY_HOST: LOOPBACK,
            LATENCY_PORT: String(latencyPort),
            LATENCY_GRPC_PORT: String(latencyGrpcPort),
            LATENCY_NGINX_LOG: join(folder.logs, 'nginx-access.log'),
            // It speaks for nginx, which can't itself.
            ...tracesTo('nginx'),
          }),
  };
}

/** The sandbox seen as an ERPNext site. */
export function sandboxSite({ sandboxPort }: StartPlan) {
  return { url: `http://${LOOPBACK}:${sandboxPort}`, key: 'sandbox', secret: 'sandbox' };
}

/** OpenTelemetry's own variables; those of `env` go before ours, except for the name. */
function tracing(
  service: string,
  endpoint: string,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    // A trace is looked at while its request is remembered, and all may be traced for a while.
    OTEL_BSP_SCHEDULE_DELAY: '1000',
    OTEL_BSP_MAX_QUEUE_SIZE: '16384',
  };
  const chosen = Object.entries(own).filter(([name]) => env[name] === undefined);
  return { ...Object.fromEntries(chosen), OTEL_SERVICE_NAME: service };
}

const node = process.execPath;

/**
 * V8 would rather grow than collect: without the limits a full sync took a stock service 440 MB instead of 180 MB, and
 * a bulk stream of 100,000 orders made a gateway 55 to 150 MB larger instead of 10 MB. And its threads for collecting
 * what is new wait for a processor when others use them all, while everything waits for them; without them, and with a
 * heap that begins large enough to be collected seldom, the slowest hundredth of the answers beside a bulk stream came
 * in half the time. (`--single-threaded-gc` does it best, but a bulk stream makes a gateway 60 MB larger then.)
 *
 * V8 begins to mark the old part of the heap as soon as less than about twice the new part is left until its limit,
 * which begins here and stays within a third above what lives. With 64 MB and 50 MB alive a promise service under load
 * marked without a pause, a fifth of its time, and with 128 MB it still did so with a large site's items in its cache;
 * 256 MB are room for a full cache of the default size. (Up to there a bulk stream may make a process larger, so a gateway
 * begins with less.)
 */
const collectedSeldom = ['--min-semi-space-size=8', '--max-semi-space-size=8'];
export const heapFlags: Readonly<Record<string, readonly string[]>> = {
  gateway: [
    ...['--no-parallel-scavenge', ...collectedSeldom],
    ...['--initial-old-space-size=96', '--max-old-space-size=512'],
  ],
  promise: ['--single-threaded-gc', ...collectedSeldom, '--initial-old-space-size=256'],
  stock: ['--max-semi-space-size=2', '--max-old-space-size=256'],
  latency: ['--max-semi-space-size=4', '--max-old-space-size=384'],
};

const addresses = (ports: readonly number[]): string => ports.map((port) => `${LOOPBACK}:${port}`).join(',');

function withoutCredentials(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ERPNEXT_API_|WEBHOOK_SECRETS$|npm_)/.test(name)),
  );
}

/** What was acknowledged outlives a restart, and nothing is thrown away in silence when the memory is full. */
function redisCommand(port: number, folder: RunFolder): ProcessPlan['command'] {
  return [
    'redis-server',
    ...['--bind', LOOPBACK, '--port', String(port), '--dir', folder.path],
    ...['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
  ];
}

function nginxCommand(folder: RunFolder): ProcessPlan['command'] {
  return ['nginx', '-p', `${folder.path}/`, '-c', 'nginx.conf', '-e', 'stderr'];
}
