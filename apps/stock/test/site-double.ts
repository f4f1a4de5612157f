import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed, when there was one. */
  readonly body: { readonly doctype?: string; readonly [key: string]: unknown };
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body: unknown;
}

export type Answering = (
  request: SeenRequest,
  response: ServerResponse,
) => Answer | undefined | Promise<Answer | undefined>;

/** An HTTP server in the place of ERPNext, on a free port of this machine, that counts what it is asked. */
export class SiteDouble {
  readonly requests: SeenRequest[] = [];
  /** Connections that were opened. */
  connections = 0;
  readonly #server = createServer((incoming, response) => void this.#serve(incoming, response));

  /** `answering` may answer by itself, and then gives nothing back. */
  static async start(answering: Answering, port = 0): Promise<SiteDouble> {
    const double = new SiteDouble(answering);
    await new Promise<void>((resolve) => double.#server.listen(port, '127.0.0.1', resolve));
    return double;
  }

  private constructor(private readonly answering: Answering) {
    this.#server.on('connection', () => (this.connections += 1));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: text === '' ? {} : (JSON.parse(text) as SeenRequest['body']),
    };
    this.requests.push(request);
    const answer = await this.answering(request, response);
    if (answer === undefined) return;
    const isText = typeof answer.body === 'string';
    response.writeHead(answer.status, {
      'content-type': isText ? 'text/html' : 'application/json',
      ...answer.headers,
    });
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }
}
