import { NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOtpError } from '#libs/kernel';
import type { Authentication } from './authentication.js';
import type { CallLimit } from './call-limit.js';
import { accessOf } from './route-access.js';

/** Decides before a body is read whether a call may go on: who calls, whether it may, whether it has calls left. */
export class Admission {
  constructor(
    private readonly authentication: Authentication,
    private readonly limit: CallLimit,
  ) {}

  /** Fastify hook. Throws UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, UNAVAILABLE, or that there is no such route. */
  readonly admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const access = accessOf(request);
    if (access === 'open') return;
    if (access === undefined) {
      await this.limit.count(addressOf(request), reply);
      // Whatever is wrong with its body, too.
      throw new NotFoundException();
    }
    try {
      request.caller = await this.authentication.callerWith(access, request, reply);
    } catch (error) {
      // Guessing keys is limited, too.
      if (isOtpError(error) && error.code === 'UNAUTHENTICATED') {
        await this.limit.count(addressOf(request), reply);
      }
      throw error;
    }
    const { id } = request.caller;
    await this.limit.count(id === 'anyone' ? addressOf(request) : id, reply);
  };
}

/** A caller without a key, by its address. */
export const addressOf = (request: FastifyRequest): string => `address ${request.ip}`;
