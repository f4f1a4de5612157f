import type { z } from 'zod';
import type { ErrorCode } from '#libs/kernel';

type Examples = Readonly<Record<string, unknown>>;

export interface Content {
  readonly description: string;
  /** By media type. Of lines (application/x-ndjson) the schema is that of one line, an example a list of lines. */
  readonly media: Readonly<Record<string, { readonly schema: z.ZodType; readonly examples: Examples }>>;
}

export const JSON_BODY = 'application/json';
export const LINES = 'application/x-ndjson';

/** Content in JSON; `examples` by a short name, as they are sent. */
export const json = (description: string, schema: z.ZodType, examples: Examples): Content => ({
  description,
  media: { [JSON_BODY]: { schema, examples } },
});

/** Header fields of answers that only some operations have. */
export type AnswerHeader = 'X-Total-Count' | 'X-Cache-Status' | 'Idempotency-Replayed';

/** One operation of the HTTP API, described by the schemas that validate it. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** With parameters as OpenAPI writes them, otherwise as the route is registered: /otp/sales-orders/{id}. */
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: {
    readonly path?: z.ZodObject;
    readonly query?: z.ZodObject;
    readonly header?: z.ZodObject;
  };
  /** Values of parameters for a call that succeeds on the sandbox. */
  readonly exampleParameters?: Readonly<Record<string, string>>;
  readonly body?: Content;
  /** By HTTP status. */
  readonly answers: Readonly<Record<number, Content>>;
  readonly answerHeaders?: readonly AnswerHeader[];
  /** Errors beside those that any call of its kind may meet. */
  readonly problems: readonly ErrorCode[];
  /** Told to all callers alike, whatever time one of them has: X-Request-Timeout is left aside. */
  readonly isShared?: true;
  /** How ERPNext proves that it calls; instead of an API key. */
  readonly isSigned?: true;
}
