import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallLimits } from '#libs/grpc';
import { OtpError, steadyClock } from '#libs/kernel';
import { type Span, tracing } from '#libs/observability';
import { inFlight } from './request.metrics.js';

/** What becomes known of a call on its way, for its line in the log. */
export interface CallFacts {
  /** Of an order. */
  lines?: number;
  /** The promise that was given, as JSON. */
  promise?: Uint8Array;
  /** Why it failed. */
  fault?: OtpError;
}

/** What goes with one HTTP call from its first byte to its answer. */
export interface RunningCall extends CallLimits {
  readonly requestId: string;
  /** 32 hexadecimal digits: the caller's trace (W3C traceparent) or a new one. */
  readonly traceId: string;
  /** What the caller allowed in all; of a bulk stream for each order. */
  readonly timeoutMs: number;
  /** By the steady clock. */
  readonly beganAt: number;
  /** Undefined where nothing is traced. */
  readonly span: Span<'request'> | undefined;
  readonly facts: CallFacts;
}

declare module 'fastify' {
  interface FastifyRequest {
    running?: RunningCall;
  }
}

const requestIdForm = /^[\w.:+/=-]{1,128}$/;
const traceparentForm = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-|$)/;

/** What a caller who goes away would have been answered with. */
const GONE = 499;

/** The longest time that a caller may ask for. */
const LONGEST_CALL_MS = 30_000;

/**
 * Fastify hook that gives each call its id, its deadline (X-Request-Timeout in ms, else `timeoutMs`), and a
 * signal for a caller who goes away. Ends with BAD_REQUEST when the header is no such time. `ended` is told
 * when the answer is out, or can not get out any more, with the status of the answer.
 */
export function startCall(timeoutMs: number, ended: (request: FastifyRequest, status: number) => void) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: OtpError) => void): void => {
    const controller = new AbortController();
    inFlight.requests += 1;
    reply.raw.once('close', () => {
      inFlight.requests -= 1;
      if (!reply.raw.writableFinished) controller.abort();
      ended(request, reply.raw.writableFinished ? reply.statusCode : GONE);
    });
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
    const traceparent = request.headers['traceparent'];
    const context = typeof traceparent === 'string' ? traceparent : undefined;
    const span = tracing()?.enter('request', context);
    const traceId = span?.trace.id ?? (context && traceparentForm.exec(context)?.[1]);
    const wanted = timeoutIn(request);
    const beganAt = steadyClock.now();
    request.running = {
      deadline: beganAt + (wanted ?? timeoutMs),
      signal: controller.signal,
      requestId,
      traceId: traceId ?? randomBytes(16).toString('hex'),
      timeoutMs: wanted ?? timeoutMs,
      beganAt,
      span,
      facts: {},
    };
    void reply.header('x-request-id', requestId);
    if (wanted === undefined || !Number.isNaN(wanted)) return done();
    done(
      new OtpError(
        'BAD_REQUEST',
        `The header X-Request-Timeout must be a whole number of milliseconds from 1 to ${LONGEST_CALL_MS}.`,
      ),
    );
  };
}

/** In milliseconds; NaN when it is not understood. */
function timeoutIn({ headers }: FastifyRequest): number | undefined {
  const text = headers['x-request-timeout'];
  if (text === undefined) return undefined;
  const isTime = typeof text === 'string' && /^\d{1,5}$/.test(text);
  return isTime && Number(text) >= 1 && Number(text) <= LONGEST_CALL_MS ? Number(text) : NaN;
}

export function runningCall(request: FastifyRequest): RunningCall {
  if (request.running === undefined) throw new Error('The call was not started by the onRequest hook.');
  return request.running;
}
