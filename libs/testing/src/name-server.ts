import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const TYPE_A = 1;
const NO_SUCH_NAME = 3;
const SERVER_FAILURE = 2;

/** A DNS server on loopback whose names mean what a test says at the moment; other names it does not know. */
export class NameServer {
  /** Lower-case name → its IPv4 addresses. */
  readonly names = new Map<string, readonly string[]>();
  /** It answers every question with a failure of its own. */
  isBroken = false;
  questions = 0;
  private readonly socket = createSocket('udp4');

  private constructor() {
    this.socket.on('message', (message, from) => this.answer(message, from));
  }

  static async start(): Promise<NameServer> {
    const server = new NameServer();
    server.socket.bind(0, '127.0.0.1');
    await once(server.socket, 'listening');
    return server;
  }

  /** host:port */
  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.socket.close(resolve));
  }

  private answer(message: Buffer, from: RemoteInfo): void {
    this.questions += 1;
    const { name, end } = nameIn(message);
    const isAddress = message.readUInt16BE(end) === TYPE_A;
    const found = this.names.get(name.toLowerCase());
    const addresses = this.isBroken || !isAddress ? [] : (found ?? []);
    const header = Buffer.alloc(HEADER_BYTES);
    message.copy(header, 0, 0, 2); // The number of the question.
    const code = this.isBroken ? SERVER_FAILURE : found === undefined ? NO_SUCH_NAME : 0;
    header.writeUInt16BE(0x8180 | code, 2); // An answer, recursion wanted and done.
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const question = message.subarray(HEADER_BYTES, end + 4);
    this.socket.send(Buffer.concat([header, question, ...addresses.map(recordOf)]), from.port, from.address);
  }
}

/** The name of the first question, and where it ends. */
function nameIn(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

/** An address of the name in question, to be kept for no time. */
function recordOf(address: string): Buffer {
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4]);
  return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
}
