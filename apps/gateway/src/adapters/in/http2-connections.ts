import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How a client that speaks HTTP/2 without being asked begins (RFC 9113, 3.4). */
const PREFACE_BEGIN = 'PRI';
/** How long a connection may stay without a first byte. */
const FIRST_BYTES_MS = 10_000;

/**
 * Lets the port of the gateway understand HTTP/2 beside HTTP/1.1. Only to a server that speaks HTTP/2 does
 * nginx go on sending a request body while it already passes the answer on, and that is what a bulk
 * stream is.
 */
export function acceptHttp2(fastify: FastifyInstance): void {
  const http2 = createServer((request, response) => {
    // Node gives them the surface of their counterparts in HTTP/1.1.
    fastify.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const undecided = divideConnections(fastify.server, http2);
  fastify.addHook('preClose', (done) => {
    for (const session of sessions) session.close();
    for (const socket of undecided) socket.destroy();
    done();
  });
}

/** Gives each connection to the server that understands its first bytes; returns those that have sent none yet. */
function divideConnections(http1: Server, http2: Http2Server): ReadonlySet<Socket> {
  const undecided = new Set<Socket>();
  const ofHttp1 = http1.listeners('connection') as ((socket: Socket) => void)[];
  http1.removeAllListeners('connection');
  http1.on('connection', (socket: Socket) => {
    const giveUp = (): unknown => socket.destroy();
    const decide = (): void => {
      undecided.delete(socket);
      socket.setTimeout(0).off('timeout', giveUp).off('error', giveUp);
      const begin = socket.read() as Buffer | null;
      if (begin === null) return void socket.destroy();
      socket.unshift(begin);
      if (begin.toString('latin1', 0, PREFACE_BEGIN.length) !== PREFACE_BEGIN) {
        for (const listener of ofHttp1) listener.call(http1, socket);
        return;
      }
      // HTTP/1.1 lets a client end its side early; a session of HTTP/2 would never notice its end.
      socket.allowHalfOpen = false;
      http2.emit('connection', socket);
    };
    undecided.add(socket);
    socket.once('close', () => undecided.delete(socket));
    socket.setTimeout(FIRST_BYTES_MS, giveUp).once('error', giveUp).once('readable', decide);
  });
  return undecided;
}
