import { status as GrpcStatus, Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { fault } from '#libs/contracts';
import { errorKinds, isErrorCode, isOtpError, OtpError } from '#libs/kernel';

const TRAILER = 'otp-fault-bin';

/** A fault as it travels between processes. */
export function toFault(error: OtpError): fault.Fault {
  return {
    code: error.code,
    detail: error.detail,
    violations: [...error.violations],
    retry_after_seconds: error.retryAfterSeconds ?? 0,
  };
}

/** What another process sent as its fault; undefined when this one does not know the code. */
export function fromFault(sent: fault.Fault, cause?: unknown): OtpError | undefined {
  if (!isErrorCode(sent.code)) return undefined;
  const retry = sent.retry_after_seconds === 0 ? {} : { retryAfterSeconds: sent.retry_after_seconds };
  return new OtpError(sent.code, sent.detail, { violations: sent.violations, ...retry, cause });
}

/** Headers of 64 KiB and more would end the whole connection, with every other call on it. */
const LONGEST_DETAIL = 2_000;

/** How a fault leaves a server: its gRPC status, its detail, and the whole of it in a trailer. */
export function toStatus(error: OtpError): StatusObject {
  const detail = error.detail.slice(0, LONGEST_DETAIL);
  const metadata = new Metadata();
  // A fault that we send was judged already: asking another instance again would only multiply the load.
  metadata.set('grpc-retry-pushback-ms', '-1');
  metadata.set(TRAILER, Buffer.from(fault.Fault.encode({ ...toFault(error), detail }).finish()));
  return { code: errorKinds[error.code].grpc, details: detail, metadata };
}

/**
 * What a failed call means to the caller: the fault of the server when it sent one, else what the
 * status says. `service` names the other side for a person.
 */
export function fromServiceError(error: ServiceError, service: string): OtpError {
  const trailer = error.metadata?.get(TRAILER)[0];
  if (Buffer.isBuffer(trailer)) {
    const sent = fromFault(fault.Fault.decode(trailer), error);
    if (sent !== undefined) return sent;
  }
  switch (error.code) {
    case GrpcStatus.DEADLINE_EXCEEDED:
      return new OtpError('DEADLINE_EXCEEDED', `The ${service} did not answer in time.`, { cause: error });
    case GrpcStatus.CANCELLED:
      return new OtpError('CANCELLED', 'The caller went away.', { cause: error });
    // INTERNAL without a fault of the server: the connection broke in the middle.
    case GrpcStatus.UNAVAILABLE:
    case GrpcStatus.RESOURCE_EXHAUSTED:
    case GrpcStatus.INTERNAL:
      return new OtpError('UNAVAILABLE', `The ${service} is not reachable.`, { cause: error });
    default:
      return new OtpError('INTERNAL', `The ${service} failed.`, { cause: error });
  }
}

/** Anything thrown as a fault; what is not one of ours becomes opaque. */
export function toOtpError(error: unknown): OtpError {
  return isOtpError(error)
    ? error
    : new OtpError('INTERNAL', 'Something went wrong inside.', { cause: error });
}
