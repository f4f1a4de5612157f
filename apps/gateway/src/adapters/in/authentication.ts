import type { FastifyReply, FastifyRequest } from 'fastify';
import { OtpError } from '#libs/kernel';
import { type Scope, scopes } from '#libs/redis';
import type { KnownKeys } from '../out/known-keys.js';

/** Who makes a call. */
export interface Caller {
  /** Of its API key; 'anyone' where no keys are required. */
  readonly id: string;
  readonly scopes: readonly Scope[];
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** Every caller where no keys are required. */
export const anyone: Caller = { id: 'anyone', scopes };

/** Judges the API key that stands in the Authorization header. */
export class Authentication {
  constructor(
    /** Undefined: no keys are required. */
    private readonly knownKeys: KnownKeys | undefined,
  ) {}

  /** Throws UNAUTHENTICATED, FORBIDDEN, or UNAVAILABLE when nobody can tell. */
  async callerWith(scope: Scope, request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const caller = await this.caller(request, reply);
    if (!caller.scopes.includes(scope)) {
      void reply.header(
        'www-authenticate',
        `Bearer realm="otp", error="insufficient_scope", scope="${scope}"`,
      );
      throw new OtpError('FORBIDDEN', `This API key lacks the scope ${scope}.`);
    }
    return caller;
  }

  private async caller({ headers }: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    if (this.knownKeys === undefined) return anyone;
    const { authorization } = headers;
    if (authorization === undefined) {
      void reply.header('www-authenticate', 'Bearer realm="otp"');
      throw new OtpError('UNAUTHENTICATED', 'This call needs an API key: Authorization: Bearer otp_…');
    }
    const presented = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
    const key = await this.knownKeys.find(presented);
    if (key === undefined) {
      void reply.header('www-authenticate', 'Bearer realm="otp", error="invalid_token"');
      throw new OtpError('UNAUTHENTICATED', 'This API key is unknown or revoked.');
    }
    return key;
  }
}

export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Error('The call was not admitted by the onRequest hook.');
  return request.caller;
}
