import { type ErrorCode, type ErrorKind, errorKinds, type OtpError, type Violation } from '#libs/kernel';

/** An error as RFC 9457 problem details, application/problem+json. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Wrong places in the request body, by JSON pointer; only with status 422. */
  readonly errors?: readonly Violation[];
  readonly code: ErrorCode;
  readonly trace_id: string;
}

export function problemOf(error: OtpError, traceId: string): Problem {
  const kind: ErrorKind = errorKinds[error.code];
  return {
    type: `urn:otp:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: kind.title,
    status: kind.http,
    detail: error.detail,
    ...(error.violations.length > 0 ? { errors: error.violations } : {}),
    code: error.code,
    trace_id: traceId,
  };
}
