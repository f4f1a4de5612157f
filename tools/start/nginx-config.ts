import { spawnSync } from 'node:child_process';

/** Ways of spreading calls over the gateways, and how nginx calls them; its own way is in turn. */
export const balances = {
  'round-robin': '',
  'least-connections': '        least_conn;',
  'random-two': '        random two least_conn;',
} as const;
export type Balance = keyof typeof balances;

/** A port for HTTPS, beside the one for HTTP, and PEM files. */
export interface TlsPlace {
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What the template leaves open; all ports are of loopback. */
export interface NginxPlaces {
  /** Of the nginx that reads it, for example 1.22.1; see `installedNginx`. */
  readonly version: string;
  readonly port: number;
  readonly gatewayPorts: readonly number[];
  /** REQUEST_TIMEOUT_MS of the gateways. */
  readonly requestTimeoutMs: number;
  /** Folder of the cache, which nginx makes; its worker must be able to reach it. */
  readonly cacheFolder: string;
  /** CORS_ORIGINS of the gateways. */
  readonly corsOrigins: readonly string[];
  readonly balance?: Balance;
  readonly tls?: TlsPlace | undefined;
}

/** The longest time that a caller may ask for with X-Request-Timeout. */
const LONGEST_REQUEST_MS = 30_000;

/** What a gateway may take beyond its own limit before it counts as frozen. */
const GRACE_MS = 3_000;

/** One failure takes a gateway out for so long; then one call tries it again. */
export const PASSIVE_HEALTH = 'max_fails=1 fail_timeout=10s';

/**
 * From 1.27.4 on nginx can leave kept connections open for a while when it reads its configuration anew: a call may be
 * on its way by one of them.
 */
export const KEEPS_IDLE_CONNECTIONS = '        keepalive_min_timeout 5s;';
const KEEPS_THEM_SINCE = [1, 27, 4];
const HTTP2_OF_ITS_OWN_SINCE = [1, 25, 1];
const FOLLOWS_NAMES_SINCE = [1, 27, 3];

export const keepsIdleConnections = (version: string): boolean => isSince(version, KEEPS_THEM_SINCE);
/** Whether HTTP/2 has a line of its own, instead of a word in that of the port. */
export const hasHttp2Line = (version: string): boolean => isSince(version, HTTP2_OF_ITS_OWN_SINCE);
/** Whether it looks names of gateways up again and again. */
export const followsNames = (version: string): boolean => isSince(version, FOLLOWS_NAMES_SINCE);

/** Version of the nginx on PATH. Throws when there is none. */
export function installedNginx(): string {
  const { stderr, error } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  const version = /nginx\/(\d+\.\d+\.\d+)/.exec(stderr)?.[1];
  if (version === undefined) throw new Error('nginx -v tells no version.', { cause: error });
  return version;
}

function isSince(version: string, since: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const at = since.findIndex((part, place) => parts[place] !== part);
  return at < 0 || (parts[at] ?? 0) > (since[at] ?? 0);
}

/** Fills nginx/nginx.conf.template. Throws when the template asks for something that is not known. */
export function renderNginxConfig(
  template: string,
  {
    version,
    port,
    gatewayPorts,
    requestTimeoutMs,
    cacheFolder,
    corsOrigins,
    balance = 'round-robin',
    tls,
  }: NginxPlaces,
): string {
  const servers = (settings: string): string =>
    gatewayPorts.map((gatewayPort) => `        server 127.0.0.1:${gatewayPort} ${settings};`).join('\n');
  const answerMs = requestTimeoutMs + GRACE_MS;
  const patientAnswerMs = LONGEST_REQUEST_MS + GRACE_MS;
  const values: Readonly<Record<string, string>> = {
    port: String(port),
    balance: balances[balance],
    gateways: servers(PASSIVE_HEALTH),
    all_gateways: servers('max_fails=0'),
    tls: tls === undefined ? '' : tlsLines(tls, version).join('\n'),
    idle_connections: keepsIdleConnections(version) ? KEEPS_IDLE_CONNECTIONS : '',
    answer_ms: String(answerMs),
    next_gateway_ms: String(answerMs + GRACE_MS),
    patient_answer_ms: String(patientAnswerMs),
    patient_next_gateway_ms: String(patientAnswerMs + GRACE_MS),
    cache: JSON.stringify(cacheFolder),
    allowed_origins: allowedOrigins(corsOrigins).join('\n'),
  };
  return template.replace(/^(?!\s*#)(.*)\{\{(\w+)\}\}/gm, (_all, before: string, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The nginx template asks for {{${name}}}, which is not known.`);
    return before + value;
  });
}

/** Lines of a map from the Origin of a call to what Access-Control-Allow-Origin says. */
function allowedOrigins(origins: readonly string[]): string[] {
  if (origins.includes('*')) return ['        default "*";'];
  return ['        default "";', ...origins.map((origin) => `        "${origin}" "${origin}";`)];
}

function tlsLines({ port, certFile, keyFile }: TlsPlace, version: string): string[] {
  const listen = `        listen 127.0.0.1:${port} ssl`;
  const listens = hasHttp2Line(version)
    ? [`${listen} backlog=1024;`, '        http2 on;']
    : [`${listen} http2 backlog=1024;`];
  return [
    ...listens,
    `        ssl_certificate ${JSON.stringify(certFile)};`,
    `        ssl_certificate_key ${JSON.stringify(keyFile)};`,
  ];
}
