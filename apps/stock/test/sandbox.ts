import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

const PROGRAM = 'dist/apps/erpnext-sandbox/src/main.js';

export type Row = Readonly<Record<string, unknown>>;

/** The ERPNext sandbox in a process of its own, known by its HTTP API alone. */
export class Sandbox {
  static async start(): Promise<Sandbox> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run npm run build first`);
    const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--items', '30'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) {
      const { event, url } = JSON.parse(line) as { event?: string; url?: string };
      if (event === 'ready' && url !== undefined) return new Sandbox(url, child);
    }
    throw new Error('the sandbox did not start');
  }

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Sends a request as Administrator; throws on an error answer. */
  async send(method: string, path: string, body: object = {}): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  /** Writes rows as they are. */
  async put(rows: Readonly<Record<string, readonly Row[]>>): Promise<void> {
    await this.send('POST', '/sandbox/rows', rows);
  }

  async insert(doctype: string, document: object): Promise<string> {
    const path = `/api/resource/${encodeURIComponent(doctype)}`;
    const { data } = (await this.send('POST', path, document)) as { data: { name: string } };
    return data.name;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
