/**
 * Every error that leaves a process has one of these codes. This is the only place where a code
 * becomes an HTTP status and a gRPC status; docs/errors.md is generated from it.
 *
 * `http` and `grpc` are the numeric statuses (gRPC: google.rpc.Code). `retryAfterSeconds` is the
 * default of the Retry-After header; absent: a repeat does not help.
 */
export interface ErrorKind {
  readonly http: number;
  readonly grpc: number;
  readonly title: string;
  readonly meaning: string;
  readonly retryAfterSeconds?: number;
}

export const errorKinds = {
  MALFORMED_JSON: {
    http: 400,
    grpc: 3,
    title: 'The body is not JSON',
    meaning: 'The request body could not be parsed. Nothing was done.',
  },
  BAD_REQUEST: {
    http: 400,
    grpc: 3,
    title: 'The request is not understood',
    meaning: 'The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.',
  },
  UNAUTHENTICATED: {
    http: 401,
    grpc: 16,
    title: 'Who is calling is not known',
    meaning:
      'The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected.',
  },
  FORBIDDEN: {
    http: 403,
    grpc: 7,
    title: 'This API key may not do this',
    meaning: 'The API key lacks the scope that detail names.',
  },
  NOT_FOUND: {
    http: 404,
    grpc: 5,
    title: 'There is nothing here',
    meaning: 'No such path.',
  },
  SALES_ORDER_UNKNOWN: {
    http: 404,
    grpc: 5,
    title: 'No such Sales Order',
    meaning: 'ERPNext does not know the Sales Order that the request names.',
  },
  ITEM_UNKNOWN: {
    http: 404,
    grpc: 5,
    title: 'No such item',
    meaning: 'ERPNext does not know the item that the request asks for.',
  },
  WAREHOUSE_UNKNOWN: {
    http: 404,
    grpc: 5,
    title: 'No such warehouse',
    meaning: 'ERPNext does not know the warehouse that the request asks for.',
  },
  METHOD_NOT_ALLOWED: {
    http: 405,
    grpc: 12,
    title: 'This method is not allowed here',
    meaning: 'The path exists, but not for this HTTP method; Allow names those that do.',
  },
  BODY_TOO_LARGE: {
    http: 413,
    grpc: 8,
    title: 'The body is too large',
    meaning: 'A request may have at most 1 MiB.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    http: 415,
    grpc: 3,
    title: 'The body has the wrong media type',
    meaning: 'The body must be sent as application/json.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    http: 409,
    grpc: 10,
    title: 'The same call is still running',
    meaning: 'Another call with this Idempotency-Key has not ended yet. Repeat it later to get its answer.',
    retryAfterSeconds: 1,
  },
  VALIDATION_FAILED: {
    http: 422,
    grpc: 3,
    title: 'The request is not valid',
    meaning: 'One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    http: 422,
    grpc: 3,
    title: 'This Idempotency-Key belongs to another call',
    meaning: 'The key came with another body in the last 24 hours. Nothing was done.',
  },
  RATE_LIMITED: {
    http: 429,
    grpc: 8,
    title: 'Too many calls',
    meaning:
      'This API key, or this address, has used up its calls for the moment; Retry-After says when there are more.',
    retryAfterSeconds: 1,
  },
  SALES_ORDER_CANCELLED: {
    http: 409,
    grpc: 9,
    title: 'The Sales Order is cancelled',
    meaning: 'A promise can not be written into a cancelled Sales Order. Nothing was written.',
  },
  SALES_ORDER_CHANGING: {
    http: 409,
    grpc: 10,
    title: 'The Sales Order is being changed',
    meaning: 'Somebody else changed the Sales Order at each attempt to write into it. Nothing was written.',
    retryAfterSeconds: 1,
  },
  ERPNEXT_NOT_PREPARED: {
    http: 502,
    grpc: 9,
    title: 'ERPNext is not prepared for this',
    meaning:
      'A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.',
  },
  ERPNEXT_UNAVAILABLE: {
    http: 503,
    grpc: 14,
    title: 'ERPNext does not answer',
    meaning:
      'ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.',
    retryAfterSeconds: 5,
  },
  ERPNEXT_ERROR: {
    http: 502,
    grpc: 13,
    title: 'ERPNext answered with an error',
    meaning: 'ERPNext refused a request or answered something that is not understood.',
  },
  SUPPLY_INVALID: {
    http: 502,
    grpc: 13,
    title: 'ERPNext holds a figure that can not be used',
    meaning:
      'A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.',
  },
  SUPPLY_UNAVAILABLE: {
    http: 503,
    grpc: 14,
    title: 'Supply could not be read',
    meaning: 'ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.',
    retryAfterSeconds: 5,
  },
  SUPPLY_UNSETTLED: {
    http: 503,
    grpc: 14,
    title: 'Supply is changing too fast to be read',
    meaning: 'Stock or purchase orders of this order changed during every attempt to read them.',
    retryAfterSeconds: 1,
  },
  UNAVAILABLE: {
    http: 503,
    grpc: 14,
    title: 'A part of the engine is not reachable',
    meaning: 'The promise service or the stock service is starting, stopping or down.',
    retryAfterSeconds: 1,
  },
  DEADLINE_EXCEEDED: {
    http: 504,
    grpc: 4,
    title: 'It took too long',
    meaning: 'The time that the caller allowed has passed.',
  },
  CANCELLED: {
    http: 499,
    grpc: 1,
    title: 'The caller went away',
    meaning: 'The caller closed the connection before there was an answer.',
  },
  INTERNAL: {
    http: 500,
    grpc: 2,
    title: 'The engine made a mistake',
    meaning: 'A fault in the engine itself; the log holds it under the trace id.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** One wrong place in a request; `pointer` is a JSON pointer (RFC 6901) into its body. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
}

/**
 * A fault that a caller is told. Recognised by `code`, never by `instanceof`: it crosses processes.
 * `detail` is one sentence for a person and holds no secret and no internal address.
 */
export class OtpError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly violations: readonly Violation[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    more: { violations?: readonly Violation[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'OtpError';
    this.code = code;
    this.detail = detail;
    this.violations = more.violations ?? [];
    const kind: ErrorKind = errorKinds[code];
    this.retryAfterSeconds = more.retryAfterSeconds ?? kind.retryAfterSeconds;
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorKinds, code);
}

export function isOtpError(error: unknown): error is OtpError {
  return error instanceof Error && 'code' in error && isErrorCode(error.code) && 'violations' in error;
}
