/** What the template leaves open; all ports are of loopback. */
export interface NginxPlaces {
  readonly port: number;
  readonly gatewayPorts: readonly number[];
  /** REQUEST_TIMEOUT_MS of the gateways. */
  readonly requestTimeoutMs: number;
}

/** What a gateway may take beyond its own limit before it counts as frozen. */
const GRACE_MS = 3_000;

/** Fills nginx/nginx.conf.template. Throws when the template asks for something that is not known. */
export function renderNginxConfig(
  template: string,
  { port, gatewayPorts, requestTimeoutMs }: NginxPlaces,
): string {
  // One failed connection takes a gateway out for the time that its restart usually takes.
  const servers = gatewayPorts.map(
    (gatewayPort) => `        server 127.0.0.1:${gatewayPort} max_fails=1 fail_timeout=2s;`,
  );
  const answerMs = requestTimeoutMs + GRACE_MS;
  const values: Readonly<Record<string, string>> = {
    port: String(port),
    gateways: servers.join('\n'),
    answer_ms: String(answerMs),
    next_gateway_ms: String(answerMs + GRACE_MS),
  };
  return template.replace(/^(?!\s*#)(.*)\{\{(\w+)\}\}/gm, (_all, before: string, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The nginx template asks for {{${name}}}, which is not known.`);
    return before + value;
  });
}
