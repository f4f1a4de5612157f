import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#libs/config';
import { OtpError } from '#libs/kernel';
import { type Logger, nestLogger } from '#libs/observability';
import { Admission } from './adapters/in/admission.js';
import { Audit } from './adapters/in/audit.js';
import { leaveBulkBodies } from './adapters/in/bulk-body.js';
import { endConnections } from './adapters/in/end-connections.js';
import { acceptHttp2 } from './adapters/in/http2-connections.js';
import { acceptJsonOnly, BODY_LIMIT_BYTES } from './adapters/in/json-body.js';
import { problemOf } from './adapters/in/problem.js';
import { ProblemFilter } from './adapters/in/problem.filter.js';
import { noteEnd } from './adapters/in/request-end.js';
import { RequestLog } from './adapters/in/request-log.js';
import { startCall } from './adapters/in/running-call.js';
import { GatewayModule } from './gateway.module.js';

/** How long a browser need not ask again whether it may call. */
const PREFLIGHT_SECONDS = 600;

/** The HTTP edge, ready to listen. */
export async function createGateway(
  config: Config<'gateway'>,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // Requests that arrive on kept connections while we drain are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // nginx keeps idle connections for 60 s; ours must live longer, or it meets closed ones.
    keepAliveTimeout: 75_000,
    // A name of 140 characters, each up to 12 in a path; longer ones are refused as what they are.
    routerOptions: { maxParamLength: 4_096 },
    trustProxy: config.TRUSTED_PROXIES,
    clientErrorHandler: answerBrokenHttp,
    // What fails before there is a route, such as a broken escape in the path.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply, () => problems.answer(error, request, reply));
    },
  });
  const fastify = adapter.getInstance();
  const log = new RequestLog(logger, {
    perSecond: config.LOG_REQUESTS_PER_SECOND,
    troublesPerSecond: config.LOG_TROUBLES_PER_SECOND,
    slowMs: config.LOG_SLOW_MS,
  });
  const begin = startCall(config.REQUEST_TIMEOUT_MS, noteEnd(log));
  const problems = new ProblemFilter(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(config, logger), adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
  });
  acceptJsonOnly(fastify);
  allowOrigins(app, config.CORS_ORIGINS);
  const audit = new Audit(logger);
  fastify.addHook('onRequest', audit.follow);
  fastify.addHook('onRequest', begin);
  fastify.addHook('onRequest', app.get(Admission).admit);
  fastify.addHook('onSend', audit.see);
  leaveBulkBodies(fastify);
  // Before the other, which gives up at the end what has brought nothing.
  endConnections(fastify);
  acceptHttp2(fastify);
  app.useGlobalFilters(problems);
  return app;
}

/** Lets web pages of these origins call, and read what a caller needs beside the body. */
function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: [
      ...['Authorization', 'Content-Type', 'Idempotency-Key'],
      ...['X-Request-Id', 'X-Request-Timeout', 'traceparent'],
    ],
    exposedHeaders: [
      ...['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate'],
      ...['X-Total-Count', 'X-Cache-Status', 'Idempotency-Replayed'],
    ],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}

/** Answers what Node could not even read as HTTP; the connection ends with it. */
function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problemOf(
    new OtpError('BAD_REQUEST', 'The HTTP request is not understood.'),
    randomBytes(16).toString('hex'),
  );
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} Bad Request\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
