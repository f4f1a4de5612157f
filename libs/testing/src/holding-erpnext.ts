import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it was passed on. */
export interface PassedRequest {
  readonly method: string;
  readonly url: string;
  /** Names as they were written, each followed by its value. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Stands between the cluster and the sandbox and, when told to, keeps requests for Sales Orders waiting. */
export class HoldingErpnext {
  holding = false;
  readonly held: (() => void)[] = [];
  /** Everything that has come so far. */
  readonly passed: PassedRequest[] = [];
  private readonly server: Server = createServer((incoming, answer) => void this.pass(incoming, answer));

  constructor(private readonly sandbox: { readonly port: number }) {}

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    this.passed.push({
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      rawHeaders: incoming.rawHeaders,
      body: body.toString('utf8'),
    });
    if (this.holding && incoming.url?.startsWith('/api/resource/Sales%20Order/')) {
      await new Promise<void>((release) => this.held.push(release));
    }
    const { port } = this.sandbox;
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    onward.end(body);
  }
}
