import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditLogger, type Logger } from '#libs/observability';
import type { Problem } from './problem.js';
import { accessOf } from './route-access.js';
import { runningCall } from './running-call.js';
import { applyAnswer, applyRequest, suggestAnswer, suggestRequest } from './write-back.schema.js';

/** What a call writes: never a free text of the caller. */
interface Written {
  /** DocType and name. */
  readonly documents: readonly string[];
  readonly fields: Readonly<Record<string, string | number>>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What was sent as the answer of a call that writes. */
    answerSent?: unknown;
  }
}

/** From this status on something may have been written all the same; the detail of the problem says what. */
const FIRST_UNDECIDED_STATUS = 500;

/**
 * One line for every call that writes, however it ends, from a logger named audit: who (id of the API key), what, and
 * with what outcome: `done` (it stands in ERPNext), `replayed` (a repeat got the stored answer), `refused` (nothing was
 * written), `failed` (`detail` says what may have been written) or `unknown` (the caller left before the answer).
 */
export class Audit {
  private readonly log: Logger;

  constructor(logger: Logger) {
    this.log = auditLogger(logger);
  }

  /** Fastify hook of the beginning of a call. */
  readonly follow = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    if (isWrite(request)) reply.raw.once('close', () => this.record(request, reply));
    done();
  };

  /** Fastify hook that sees the answer. */
  readonly see = (
    request: FastifyRequest,
    _reply: FastifyReply,
    answer: unknown,
    done: (error: null, answer: unknown) => void,
  ): void => {
    if (isWrite(request) && typeof answer === 'string') request.answerSent = JSON.parse(answer);
    done(null, answer);
  };

  private record(request: FastifyRequest, reply: FastifyReply): void {
    const { requestId, traceId } = runningCall(request);
    const { raw, statusCode: status } = reply;
    const isRefused = raw.writableFinished && status >= 400;
    const { code, detail } = (isRefused ? request.answerSent : {}) as Partial<Problem>;
    this.log.info(
      {
        caller: request.caller?.id ?? 'unknown',
        address: request.ip,
        call: `${request.method} ${request.routeOptions.url}`,
        outcome: outcomeOf(reply),
        ...writtenBy(request),
        ...(isRefused ? { status, code, detail } : {}),
        traceId,
        requestId,
      },
      'write',
    );
  }
}

/** A browser that asks whether a page may call writes nothing. */
const isWrite = (request: FastifyRequest): boolean =>
  accessOf(request) === 'orders:write' && request.method !== 'OPTIONS';

function outcomeOf(reply: FastifyReply): string {
  const { raw, statusCode: status } = reply;
  if (!raw.writableFinished) return 'unknown';
  if (status >= FIRST_UNDECIDED_STATUS) return 'failed';
  if (status >= 400) return 'refused';
  return reply.getHeader('idempotency-replayed') === 'true' ? 'replayed' : 'done';
}

/** Read from body and answer, because a repeat never reaches the handler. */
function writtenBy({ routeOptions, body, answerSent }: FastifyRequest): Written {
  switch (routeOptions.url) {
    case '/otp/apply':
      return promiseWritten(body, answerSent);
    case '/otp/procurement-suggest':
      return suggestionWritten(body, answerSent);
    default:
      return { documents: [], fields: {} };
  }
}

function promiseWritten(body: unknown, answer: unknown): Written {
  const wanted = applyRequest.safeParse(body).data;
  if (wanted === undefined) return { documents: [], fields: {} };
  const { sales_order_id: name = wanted.sales_order_id } = applyAnswer.safeParse(answer).data ?? {};
  const { action, promise_date: date, confidence } = wanted;
  return {
    documents: [`Sales Order ${name}`],
    fields: {
      ...(action === 'set_custom_field' ? {} : { comment: 1 }),
      ...(action === 'add_comment'
        ? {}
        : { custom_otp_promise_date: date, custom_otp_confidence: confidence }),
    },
  };
}

function suggestionWritten(body: unknown, answer: unknown): Written {
  const wanted = suggestRequest.safeParse(body).data;
  if (wanted === undefined) return { documents: [], fields: {} };
  const made = suggestAnswer.safeParse(answer).data;
  const doctype = wanted.suggestion_type === 'task' ? 'Task' : 'Material Request';
  return {
    documents: [made === undefined ? doctype : `${doctype} ${made.suggestion_id}`],
    fields: { items: wanted.items.length, priority: wanted.priority },
  };
}
