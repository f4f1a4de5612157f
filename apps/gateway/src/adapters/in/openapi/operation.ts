import type { z } from 'zod';
import type { ErrorCode } from '#libs/kernel';

/** What a key must allow; null: no key is asked for. */
export type NeededScope = 'promise:read' | 'orders:read' | 'orders:write' | null;

export interface Content {
  readonly description: string;
  /** Absent: no body. */
  readonly schema?: z.ZodType;
  /** Default: application/json. */
  readonly mediaTypes?: readonly string[];
  /** By a short name; values as they are sent. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** One operation of the HTTP API, described by the schemas that validate it. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it, for example /otp/sales-orders/{id}. */
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: NeededScope;
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
  /** Errors beside those that any call may meet. */
  readonly problems: readonly ErrorCode[];
}
