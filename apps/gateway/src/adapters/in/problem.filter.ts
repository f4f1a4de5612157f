import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { toOtpError } from '#libs/grpc';
import { OtpError } from '#libs/kernel';
import { BODY_LIMIT_BYTES } from './json-body.js';
import { problemOf } from './problem.js';
import { knownRoutes } from './route-access.js';
import { runningCall } from './running-call.js';

const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The one mapper of errors at the edge. What is not known becomes opaque; the line of the call in the log keeps the rest. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(private readonly fastify: FastifyInstance) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    this.answer(
      thrown,
      host.switchToHttp().getRequest<FastifyRequest>(),
      host.switchToHttp().getResponse<FastifyReply>(),
    );
  }

  /** Ends the call with the problem document of what was thrown. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { traceId, facts } = runningCall(request);
    const error = this.edgeError(thrown, request, reply);
    const problem = problemOf(error, traceId);
    facts.fault = error;
    if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', error.retryAfterSeconds);
    void reply
      .status(problem.status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  }

  private edgeError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): OtpError {
    const status = statusOf(thrown);
    switch (status) {
      case 404:
        return this.nothingHere(request, reply);
      case 413:
        return new OtpError(
          'BODY_TOO_LARGE',
          `The body is larger than ${BODY_LIMIT_BYTES} bytes. Send fewer lines.`,
        );
      case 415:
        return new OtpError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
      case undefined:
        return isLost(request, thrown)
          ? new OtpError('CANCELLED', 'The caller went away.', { cause: thrown })
          : toOtpError(thrown);
      default:
        return status < 500
          ? new OtpError('BAD_REQUEST', 'The HTTP request is not understood.', { cause: thrown })
          : toOtpError(thrown);
    }
  }

  private nothingHere(request: FastifyRequest, reply: FastifyReply): OtpError {
    const url = request.url.split('?')[0] ?? request.url;
    // A path that is none of ours may be one that the router can't even look for.
    const isKnown = knownRoutes.includes(url);
    const allowed = methods.filter((method) => isKnown && this.fastify.hasRoute({ url, method }));
    if (allowed.length === 0) return new OtpError('NOT_FOUND', 'There is nothing at this path.');
    void reply.header('allow', allowed.join(', '));
    return new OtpError('METHOD_NOT_ALLOWED', `Use ${allowed.join(' or ')} here, not ${request.method}.`);
  }
}

/** Whether the connection ended in the middle of the body. */
function isLost({ raw }: FastifyRequest, thrown: unknown): boolean {
  return raw.destroyed && !raw.complete && (thrown as NodeJS.ErrnoException).code === 'ECONNRESET';
}

/** The HTTP status that Nest or Fastify gave an error of its own; undefined for all others. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    return thrown.statusCode;
  }
  return undefined;
}
