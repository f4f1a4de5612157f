import { Controller, Get, HttpCode, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OtpError } from '#libs/kernel';
import { type Scope, scopes } from '#libs/redis';
import { Authentication } from './authentication.js';

/** Asked by nginx before it answers from its cache; not reachable through it. */
@Controller('internal/permission')
export class PermissionController {
  constructor(@Inject(Authentication) private readonly authentication: Authentication) {}

  /** 204 with what the caller may do in X-Permissions; else the problem. */
  @Get()
  @HttpCode(204)
  async permission(
    @Query('scope') scope: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!isScope(scope)) throw new OtpError('BAD_REQUEST', `scope must be ${scopes.join(' or ')}.`);
    const caller = await this.authentication
      .callerWith(scope, request, reply)
      // nginx adds it to what it answers, and the caller gets that of the call itself.
      .finally(() => void reply.removeHeader('www-authenticate'));
    void reply.header('cache-control', 'no-store');
    void reply.header('x-permissions', [...caller.scopes].sort().join(' '));
  }
}

const isScope = (text: unknown): text is Scope => scopes.some((scope) => scope === text);
