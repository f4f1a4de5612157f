import type { Server, ServerUnaryCall, ServerWritableStream, ServiceDefinition } from '@grpc/grpc-js';
import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type GrpcOptions, Transport } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { Config } from '#libs/config';
import { type Clock, errorKinds, OtpError, steadyClock, systemClock, type WorkSpan } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import type { CallLimits } from './client.js';
import { toOtpError, toStatus } from './fault.js';
import type { GrpcHealth } from './health.js';
import { serverCredentials, type TlsFiles } from './security.js';
import { spanOf } from './served-spans.js';

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const LONGEST_CALL_MS = 30_000;

/** What a process says about calls to it. */
export type ServerVariables = TlsFiles & Pick<Config<'stock'>, 'GRPC_MAX_CONNECTION_AGE_MS'>;

/**
 * Nest options of a gRPC server for generated services by their full names, for example
 * otp.stock.v1.StockService, all of one package.
 */
export function grpcServer(
  services: Readonly<Record<string, ServiceDefinition>>,
  url: string,
  config: ServerVariables,
  health: GrpcHealth,
): GrpcOptions {
  const [first = ''] = Object.keys(services);
  return {
    transport: Transport.GRPC,
    options: {
      package: first.slice(0, first.lastIndexOf('.')),
      packageDefinition: services,
      onLoadPackageDefinition: (_definition: unknown, server: Server) => health.addTo(server),
      url,
      credentials: serverCredentials(config),
      // Nest ends calls in flight otherwise.
      gracefulShutdown: true,
      maxReceiveMessageLength: MAX_MESSAGE_BYTES,
      channelOptions: {
        'grpc.max_connection_age_ms': config.GRPC_MAX_CONNECTION_AGE_MS,
        // No call is cut off: none takes longer.
        'grpc.max_connection_age_grace_ms': LONGEST_CALL_MS + 1_000,
        'grpc.keepalive_permit_without_calls': 1,
        'grpc.http2.min_ping_interval_without_data_ms': 5_000,
      },
    },
  };
}

/** What a server keeps of its caller's time for the way back, so that the innermost can still say what took so long. */
export const WAY_BACK_MS = 20;

/** One for all calls: gRPC tells of the end of every call in this way, and a reason made for each costs a stack trace. */
const over = new OtpError('CANCELLED', 'The caller went away.');

/**
 * What the caller of a running call allows: its deadline less the way back, and that it is still there.
 */
export function limitsOf(
  running: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  clock: Clock = steadyClock,
  wall: Clock = systemClock,
): CallLimits {
  const left = Number(running.getDeadline()) - wall.now() - WAY_BACK_MS;
  const deadline = clock.now() + Math.min(left, LONGEST_CALL_MS);
  const controller = new AbortController();
  running.once('cancelled', () => controller.abort(over));
  if (running.cancelled) controller.abort(over);
  return { deadline, signal: controller.signal, span: spanOf(running) };
}

/** The one place of a gRPC server where what was thrown becomes a status. */
@Catch()
export class FaultFilter implements RpcExceptionFilter<unknown> {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> {
    const error = toOtpError(thrown);
    logFault(this.logger, error, spanOf(host.getArgByIndex<object>(2)));
    return throwError(() => toStatus(error));
  }
}

/**
 * A fault that goes to the caller as an answer: the edge has a line for it. What broke inside stands here only.
 * `span`: the work that failed.
 */
export function logFault(logger: Logger, error: OtpError, span: WorkSpan | undefined): void {
  const level = error.code === 'INTERNAL' ? 'error' : 'debug';
  if (!logger.isLevelEnabled(level)) return;
  const traceId = span?.traceparent.split('-')[1];
  if (level === 'error') logger.error({ traceId, err: error.cause ?? error }, error.detail);
  // Of a refusal the sentence quotes what the caller sent.
  else
    logger.debug({ traceId, code: error.code }, errorKinds[error.code].http < 500 ? 'refused' : error.detail);
}
