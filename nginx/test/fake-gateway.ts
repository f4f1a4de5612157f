import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** More than all buffers on the way hold. */
const large = Buffer.alloc(64 * 1024 * 1024);

/**
 * A stand-in for a gateway: says who it is and what it was told; /break breaks off, /large says much. Knows the keys "read" and
 * "write" by their permissions, and refuses others.
 */
export class FakeGateway {
  readonly connections = new Set<unknown>();
  readonly requests: IncomingMessage[] = [];
  port = 0;
  silent = false;
  /** Status of its answers to other calls than for permission. */
  status = 200;
  /** Large answers that ended before all of it was taken. */
  abandoned = 0;
  private readonly held = new Set<() => void>();
  private readonly server: Server = createServer((incoming, response) => {
    this.requests.push(incoming);
    if (this.silent) return;
    if (incoming.url === '/break' || (incoming.url === '/otp/promise' && this.breaking)) {
      incoming.socket.destroy();
      return;
    }
    if (incoming.url === '/large') {
      response.once('close', () => (this.abandoned += Number(!response.writableFinished)));
      response.end(large);
      return;
    }
    incoming.resume().on('end', () => {
      const wait = Number(incoming.headers['x-wait-ms'] ?? 0);
      this.after(wait, () => {
        response.setHeader('x-request-id', incoming.headers['x-request-id'] ?? 'none');
        const permission = /^Bearer (read|write)$/.exec(incoming.headers.authorization ?? '')?.[1];
        if (incoming.url?.startsWith('/internal/permission')) {
          response.statusCode = permission === undefined ? 401 : 204;
          response.setHeader('x-permissions', permission ?? '');
          response.end();
          return;
        }
        response.statusCode = this.status;
        response.setHeader('cache-control', 'no-store');
        response.end(JSON.stringify({ port: this.port, method: incoming.method, headers: incoming.headers }));
      });
    });
  });

  constructor(readonly breaking = false) {
    this.server.on('connection', (socket) => this.connections.add(socket));
  }

  /** Calls that wait for their answer. */
  get waiting(): number {
    return this.held.size;
  }

  /** Gives all answers that wait now. */
  release(): void {
    for (const answer of this.held) answer();
  }

  listen(port = 0, host = '127.0.0.1'): Promise<this> {
    return new Promise((resolve) =>
      this.server.listen(port, host, () => {
        this.port = (this.server.address() as AddressInfo).port;
        resolve(this);
      }),
    );
  }

  private after(waitMs: number, answer: () => void): void {
    const once = (): void => {
      clearTimeout(timer);
      this.held.delete(once);
      answer();
    };
    const timer = setTimeout(once, waitMs);
    this.held.add(once);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
