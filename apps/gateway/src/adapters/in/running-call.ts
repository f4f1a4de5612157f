import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallLimits } from '#libs/grpc';

/** What goes with one HTTP call from its first byte to its answer. */
export interface RunningCall extends CallLimits {
  readonly requestId: string;
  /** 32 hexadecimal digits: the caller's trace (W3C traceparent) or a new one. */
  readonly traceId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    running?: RunningCall;
  }
}

const requestIdForm = /^[\w.:+/=-]{1,128}$/;
const traceparentForm = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-|$)/;

/** Fastify hook that gives each call its id, its deadline, and a signal for a caller who goes away. */
export function startCall(timeoutMs: number) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const controller = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort();
    });
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
    const traceparent = request.headers['traceparent'];
    const traceId = typeof traceparent === 'string' ? traceparentForm.exec(traceparent)?.[1] : undefined;
    request.running = {
      deadline: Date.now() + timeoutMs,
      signal: controller.signal,
      requestId,
      traceId: traceId ?? randomBytes(16).toString('hex'),
    };
    void reply.header('x-request-id', requestId);
    done();
  };
}

export function runningCall(request: FastifyRequest): RunningCall {
  if (request.running === undefined) throw new Error('The call was not started by the onRequest hook.');
  return request.running;
}
