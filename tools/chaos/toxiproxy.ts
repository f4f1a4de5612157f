import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { accepts, type ChildRun, runChild, waitFor } from '#libs/testing';
import { dyingWithUs } from '../start/dying-with-us.js';
import { freePorts, LOOPBACK } from '../start/ports.js';

export const INSTALL = 'go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0';

/** What a link does to what goes through it; types and attributes as Toxiproxy has them. */
export interface Toxic {
  readonly type: 'latency' | 'bandwidth' | 'slicer' | 'limit_data' | 'timeout' | 'reset_peer';
  /** Of what the server answers, or of what is sent to it. */
  readonly stream: 'downstream' | 'upstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** The program on PATH, or as Go calls what it installs; undefined: there is none. */
export function findToxiproxy(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { PATH: path = '', HOME: home = homedir() } = env;
  const ofGo = env['GOBIN'] ?? join(env['GOPATH'] ?? join(home, 'go'), 'bin');
  const files = [...path.split(delimiter), ofGo].map((folder) => join(folder, 'toxiproxy-server'));
  return [...files, join(ofGo, 'server')].find((file) => existsSync(file));
}

/** Links on loopback that can be damaged, each before one server. */
export class Toxiproxy {
  private constructor(
    private readonly child: ChildRun,
    private readonly url: string,
  ) {}

  static async start(program: string): Promise<Toxiproxy> {
    const [port = 0] = await freePorts(1, []);
    const [first = '', ...rest] = [...dyingWithUs(), program, '-host', LOOPBACK, '-port', String(port)];
    const child = await runChild([first, ...rest]);
    await waitFor(() => accepts(port), { what: `Toxiproxy: ${child.output()}` });
    return new Toxiproxy(child, `http://${LOOPBACK}:${port}`);
  }

  /** A link to this port, by its name; gives its own port. */
  async add(name: string, upstreamPort: number): Promise<number> {
    const [port = 0] = await freePorts(1, []);
    const upstream = `${LOOPBACK}:${upstreamPort}`;
    await this.post('/proxies', { name, listen: `${LOOPBACK}:${port}`, upstream, enabled: true });
    return port;
  }

  async damage(name: string, toxics: readonly Toxic[]): Promise<void> {
    for (const [at, toxic] of toxics.entries()) {
      await this.post(`/proxies/${encodeURIComponent(name)}/toxics`, { name: `toxic ${at}`, ...toxic });
    }
  }

  /** All links are as they were made. */
  async repair(): Promise<void> {
    await this.post('/reset', {});
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  private async post(path: string, body: object): Promise<void> {
    const answer = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`Toxiproxy: ${await answer.text()}`);
  }
}
