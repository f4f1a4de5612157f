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

/** Fills nginx/nginx.conf.template. Throws when the template asks for something that is not known. */
export function renderNginxConfig(
  template: string,
  {
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
    tls: tls === undefined ? '' : tlsLines(tls).join('\n'),
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

function tlsLines({ port, certFile, keyFile }: TlsPlace): string[] {
  return [
    `        listen 127.0.0.1:${port} ssl http2 backlog=1024;`,
    `        ssl_certificate ${JSON.stringify(certFile)};`,
    `        ssl_certificate_key ${JSON.stringify(keyFile)};`,
  ];
}
