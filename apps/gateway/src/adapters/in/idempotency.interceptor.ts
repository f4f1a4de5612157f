import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable, of } from 'rxjs';
import { type ErrorCode, isOtpError, OtpError, steadyClock } from '#libs/kernel';
import { LOGGER, type Logger } from '#libs/observability';
import { Idempotency, type OnceCall } from '#libs/redis';
import { callerOf } from './authentication.js';
import { runningCall } from './running-call.js';

declare module 'fastify' {
  interface FastifyRequest {
    idempotencyMarker?: string;
  }
}

/** What a runner has beyond its deadline before another one may run: ERPNext may still be writing then. */
const CLAIM_MARGIN_MS = 2_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

/** After these nobody knows whether something was written; the claim lapses by itself. */
const outcomeUnknown: readonly ErrorCode[] = [
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'UNAVAILABLE',
  'ERPNEXT_UNAVAILABLE',
  'INTERNAL',
];

/**
 * Makes a writing call with an Idempotency-Key run once: `@UseInterceptors(IdempotencyInterceptor)`. The
 * handler must return its answer (a JSON value) and not send it. Of equal calls at once one runs and the
 * others wait for its answer, at most until their deadline (then 409). Answers are kept, errors are not.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(Idempotency) private readonly calls: Idempotency,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.header('cache-control', 'no-store');
    const key = idempotencyKey(request);
    if (key === undefined) return next.handle();
    const body = digest(JSON.stringify(request.body ?? null));
    const id = digest(callerOf(request).id, request.routeOptions.url ?? '', key);
    request.idempotencyMarker = digest(id, body).slice(0, 22);
    const call = { id, body, runner: randomUUID() };
    const answer = await this.claim(call, request);
    if (answer === undefined) return from(this.run(call, next));
    void reply.header('idempotency-replayed', 'true');
    return of(JSON.parse(answer));
  }

  /** The stored answer; undefined when this call is the one to run. */
  private async claim(call: OnceCall, request: FastifyRequest): Promise<string | undefined> {
    const { deadline, signal } = runningCall(request);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const leftMs = Math.ceil(deadline - steadyClock.now());
      const claim = await this.calls.begin(call, Math.max(0, leftMs) + CLAIM_MARGIN_MS);
      switch (claim.kind) {
        case 'run':
          return undefined;
        case 'answered':
          return claim.answer;
        case 'other body':
          throw new OtpError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key came with another body before.');
        case 'running':
          if (leftMs <= pauseMs) {
            throw new OtpError(
              'IDEMPOTENCY_IN_PROGRESS',
              'A call with this Idempotency-Key is still running.',
            );
          }
          await pause(pauseMs, undefined, { signal }).catch(() => {
            throw new OtpError('CANCELLED', 'The caller went away.');
          });
      }
    }
  }

  private async run(call: OnceCall, next: CallHandler): Promise<unknown> {
    try {
      const answer: unknown = await lastValueFrom(next.handle());
      await this.noted(this.calls.keep(call, JSON.stringify(answer)));
      return answer;
    } catch (error) {
      if (isOtpError(error) && !outcomeUnknown.includes(error.code))
        await this.noted(this.calls.forget(call));
      throw error;
    }
  }

  /** What was written stays written whatever Redis says; a repeat finds its marker in ERPNext. */
  private async noted(noting: Promise<void>): Promise<void> {
    try {
      await noting;
    } catch (error) {
      this.logger.warn({ err: error }, 'the end of a call with an Idempotency-Key could not be noted');
    }
  }
}

/**
 * What the document that a call writes carries in ERPNext, so that it is found before it is written twice:
 * 22 letters of base64url, the same for the same key, caller, path and body. Undefined without a key.
 */
export function idempotencyMarkerOf(request: FastifyRequest): string | undefined {
  return request.idempotencyMarker;
}

/** A string of RFC 9651 in quotes, or as it is. */
function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const [, quoted, bare] = /^(?:"([\x20-\x7e]{1,255})"|([\x21-\x7e]{1,255}))$/.exec(String(given)) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) {
    throw new OtpError(
      'BAD_REQUEST',
      'The header Idempotency-Key must have 1 to 255 visible ASCII characters.',
    );
  }
  return key;
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
