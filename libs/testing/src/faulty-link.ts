import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a link does to everything that goes through it, now and until it is told otherwise. */
export interface LinkState {
  /**
   * `cut`: connections are reset, new ones as soon as they are made. `silent`: nothing goes either way
   * and nobody is told; new connections are accepted. What was sent meanwhile arrives when it passes again.
   */
  readonly traffic?: 'pass' | 'cut' | 'silent';
  /** Milliseconds that are added to whatever goes to the target, so once to a round trip. */
  readonly delayMs?: number;
  /** The most that goes through each connection, in each direction. */
  readonly bytesPerSecond?: number;
}

/** Bytes of one direction that wait inside the link before it stops reading. */
const MOST_WAITING = 1024 * 1024;

/** Stands between two processes that talk over TCP, on loopback, and misbehaves on demand. */
export class FaultyLink {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private state: LinkState = {};
  private passes = Promise.withResolvers<undefined>();

  private constructor(private readonly targetPort: number) {
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.accept(socket));
    this.passes.resolve(undefined);
  }

  /** A link to this port of loopback, on a free port of its own. */
  static async to(targetPort: number): Promise<FaultyLink> {
    const link = new FaultyLink(targetPort);
    await once(link.server.listen(0, '127.0.0.1'), 'listening');
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** host:port */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Connections from both sides that are open now. */
  get open(): number {
    return this.sockets.size;
  }

  /** What is left out of `state` is as usual again. */
  set(state: LinkState): void {
    const wasSilent = this.state.traffic === 'silent';
    this.state = state;
    if (state.traffic === 'cut') this.reset();
    if (state.traffic === 'silent') {
      if (!wasSilent) this.passes = Promise.withResolvers<undefined>();
    } else {
      this.passes.resolve(undefined);
    }
  }

  async close(): Promise<void> {
    this.server.close();
    this.set({ traffic: 'cut' });
    // Not `once` of node:events, which rejects when a target refuses the connection meanwhile.
    await Promise.all(
      [...this.sockets].map((socket) => new Promise((closed) => socket.once('close', closed))),
    );
  }

  private reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  private async accept(caller: Socket): Promise<void> {
    this.keep(caller);
    if (this.state.traffic === 'cut') return void caller.resetAndDestroy();
    await this.passes.promise;
    if (caller.destroyed) return;
    const target = connect({ port: this.targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.keep(target);
    endTogether(caller, target);
    endTogether(target, caller);
    this.carry(caller, target, () => this.state.delayMs ?? 0);
    this.carry(target, caller, () => 0);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    // A reset is what this is for; 'close' follows.
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }

  /** Hands on what `from` sends, in order, each piece when its time has come. */
  private carry(from: Socket, to: Socket, delayMs: () => number): void {
    let waiting = 0;
    let last = Promise.resolve();
    const next = (work: () => Promise<void> | void): void => {
      last = last.then(work).catch(() => undefined);
    };
    from.on('data', (chunk: Buffer) => {
      const due = performance.now() + delayMs();
      waiting += chunk.length;
      if (waiting > MOST_WAITING) from.pause();
      next(async () => {
        const ms = due - performance.now();
        if (ms > 0) await pause(ms);
        for (const piece of this.pieces(chunk)) await this.write(piece, to);
        waiting -= chunk.length;
        from.resume();
      });
    });
    from.once('end', () =>
      next(async () => {
        await this.passes.promise;
        to.end();
      }),
    );
  }

  /** What may go at once; with a limit a twentieth of a second's worth. */
  private *pieces(chunk: Buffer): Iterable<Buffer> {
    const { bytesPerSecond = Infinity } = this.state;
    const size = Math.max(1, Math.min(chunk.length, Math.floor(bytesPerSecond / 20)));
    for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
  }

  private async write(piece: Buffer, to: Socket): Promise<void> {
    const { bytesPerSecond } = this.state;
    if (bytesPerSecond !== undefined) await pause((piece.length / bytesPerSecond) * 1000);
    await this.passes.promise;
    if (!to.destroyed && !to.write(piece)) await once(to, 'drain');
  }
}

/** When one side breaks off, so does the other; one that has said all it had to say may go. */
function endTogether(first: Socket, other: Socket): void {
  first.once('close', () => {
    if (!first.readableEnded) other.resetAndDestroy();
  });
}
