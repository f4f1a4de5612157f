/** What the template leaves open: the port to listen on, and the ports of the gateways, all on loopback. */
export interface NginxPlaces {
  readonly port: number;
  readonly gatewayPorts: readonly number[];
}

/** Fills nginx/nginx.conf.template. Throws when the template asks for something that is not known. */
export function renderNginxConfig(template: string, { port, gatewayPorts }: NginxPlaces): string {
  // One failed connection takes a gateway out for the time that its restart usually takes.
  const servers = gatewayPorts.map(
    (gatewayPort) => `        server 127.0.0.1:${gatewayPort} max_fails=1 fail_timeout=2s;`,
  );
  const values: Readonly<Record<string, string>> = { port: String(port), gateways: servers.join('\n') };
  return template.replace(/^(?!\s*#)(.*)\{\{(\w+)\}\}/gm, (_all, before: string, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The nginx template asks for {{${name}}}, which is not known.`);
    return before + value;
  });
}
