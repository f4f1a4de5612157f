import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { LogLines, TakeLine } from './log-lines.js';

/** For as many lines as come while something else is done; the system may give less. */
const SOCKET_BYTES = 4 * 1024 * 1024;
/** What comes before it is the head of syslog. */
const LINE_BEGINS = '{'.charCodeAt(0);

export interface SyslogPlace {
  readonly host: string;
  /** UDP. */
  readonly port: number;
  /** Memory for the latest lines; one datagram is at most 64 KiB. */
  readonly bytes: number;
}

/** Gives the lines that come by syslog, each in a datagram of its own, and holds the latest of them. */
export class ReceivedLines implements LogLines {
  private readonly socket;
  /** The line at `position` stands at its remainder; none goes over the end. */
  private readonly held: Buffer;
  private next = 0;

  constructor(
    private readonly place: SyslogPlace,
    private readonly onLine: TakeLine,
  ) {
    this.held = Buffer.alloc(place.bytes);
    this.socket = createSocket({ type: isIPv6(place.host) ? 'udp6' : 'udp4', recvBufferSize: SOCKET_BYTES });
  }

  async start(): Promise<void> {
    this.socket.on('message', (message) => this.take(message));
    this.socket.bind(this.place.port, this.place.host);
    await once(this.socket, 'listening');
  }

  async stop(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  lineAt(position: number, length: number): Promise<string | undefined> {
    const begin = position % this.held.length;
    const isThere = position + this.held.length >= this.next;
    return Promise.resolve(isThere ? this.held.toString('utf8', begin, begin + length) : undefined);
  }

  private take(message: Buffer): void {
    const from = message.indexOf(LINE_BEGINS);
    if (from < 0) return;
    const length = message.length - from;
    const left = this.held.length - (this.next % this.held.length);
    if (length > left) this.next += left;
    const position = this.next;
    const begin = position % this.held.length;
    message.copy(this.held, begin, from);
    this.next += length;
    this.onLine(this.held, begin, begin + length, position);
  }
}
