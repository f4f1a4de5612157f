import type { ServerUnaryCall, ServerWritableStream, ServiceDefinition } from '@grpc/grpc-js';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type GrpcOptions, Transport } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { type Clock, errorKinds, type OtpError } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import type { CallLimits } from './client.js';
import { toOtpError, toStatus } from './fault.js';

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * Nest options of a gRPC server for one generated service, and others of the same package.
 * `serviceName` is its full name, for example otp.stock.v1.StockService; so are the keys of `others`.
 */
export function grpcServer(
  serviceName: string,
  definition: ServiceDefinition,
  url: string,
  others: Readonly<Record<string, ServiceDefinition>> = {},
): GrpcOptions {
  return {
    transport: Transport.GRPC,
    options: {
      package: serviceName.slice(0, serviceName.lastIndexOf('.')),
      packageDefinition: { [serviceName]: definition, ...others },
      url,
      // Nest ends calls in flight otherwise.
      gracefulShutdown: true,
      maxReceiveMessageLength: MAX_MESSAGE_BYTES,
      channelOptions: {
        'grpc.keepalive_permit_without_calls': 1,
        'grpc.http2.min_ping_interval_without_data_ms': 5_000,
      },
    },
  };
}

const LONGEST_CALL_MS = 30_000;
/** What a server keeps of its caller's time for the way back, so that the innermost can still say what took so long. */
export const WAY_BACK_MS = 20;

/** What the caller of a running call allows: its deadline less the way back, and that it is still there. */
export function limitsOf(
  running: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  clock: Clock,
): CallLimits {
  const latest = clock.now() + LONGEST_CALL_MS;
  const deadline = Math.min(Number(running.getDeadline()) - WAY_BACK_MS, latest);
  const controller = new AbortController();
  running.once('cancelled', () => controller.abort());
  if (running.cancelled) controller.abort();
  return { deadline, signal: controller.signal };
}

/** The one place of a gRPC server where what was thrown becomes a status. */
@Catch()
export class FaultFilter implements RpcExceptionFilter<unknown> {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown): Observable<never> {
    const error = toOtpError(thrown);
    logFault(this.logger, error);
    return throwError(() => toStatus(error));
  }
}

/** A fault that goes to the caller as an answer; what broke inside stands in the log only. */
export function logFault(logger: Logger, error: OtpError): void {
  if (error.code === 'INTERNAL') logger.error({ err: error.cause ?? error }, error.detail);
  else logger[errorKinds[error.code].http >= 500 ? 'warn' : 'debug']({ code: error.code }, error.detail);
}
