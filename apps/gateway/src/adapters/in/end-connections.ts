import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { steadyClock } from '#libs/kernel';

/** A turn of the event loop in which hardly anything came. */
const QUIET_TURN_MS = 1;
/** One to accept a connection, one to read from it, one that finds nothing more. */
const FEWEST_TURNS = 3;
/** Under so much load that no turn is quiet, the end is not put off for longer. */
const QUIET_WITHIN_MS = 500;

/**
 * Says on which answers the connection ends. When we begin to stop, a kept one whose answer is under way would hold the
 * end up by its whole idle time; and what a connection has brought already is read before idle ones are closed, because
 * nginx can not send a write again that we may have got.
 */
export function endConnections(fastify: FastifyInstance): void {
  let draining = false;
  fastify.addHook('preClose', async () => {
    draining = true;
    await untilAllIsRead();
  });
  fastify.addHook('onSend', ({ raw }, reply, _payload, done) => {
    // Of a refused call the rest of the body is not read: nothing more can come on its connection.
    const leavesBody = reply.statusCode >= 400 && raw.httpVersionMajor === 1 && !raw.complete;
    if (draining || leavesBody) void reply.header('connection', 'close');
    done();
  });
}

async function untilAllIsRead(): Promise<void> {
  const latest = steadyClock.now() + QUIET_WITHIN_MS;
  let quiet = 0;
  for (let began = steadyClock.now(); quiet < FEWEST_TURNS && began < latest;) {
    await nextTurn();
    const now = steadyClock.now();
    quiet = now - began <= QUIET_TURN_MS ? quiet + 1 : 0;
    began = now;
  }
}
