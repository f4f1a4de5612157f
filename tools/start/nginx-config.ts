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
}

/** The longest time that a caller may ask for with X-Request-Timeout. */
const LONGEST_REQUEST_MS = 30_000;

/** What a gateway may take beyond its own limit before it counts as frozen. */
const GRACE_MS = 3_000;

/** Fills nginx/nginx.conf.template. Throws when the template asks for something that is not known. */
export function renderNginxConfig(
  template: string,
  { port, gatewayPorts, requestTimeoutMs, cacheFolder, corsOrigins }: NginxPlaces,
): string {
  // One failed connection takes a gateway out for the time that its restart usually takes.
  const servers = gatewayPorts.map(
    (gatewayPort) => `        server 127.0.0.1:${gatewayPort} max_fails=1 fail_timeout=2s;`,
  );
  const answerMs = requestTimeoutMs + GRACE_MS;
  const patientAnswerMs = LONGEST_REQUEST_MS + GRACE_MS;
  const values: Readonly<Record<string, string>> = {
    port: String(port),
    gateways: servers.join('\n'),
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
