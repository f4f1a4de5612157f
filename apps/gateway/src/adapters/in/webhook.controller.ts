import { Controller, Header, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import { CONFIG, type Config } from '#libs/config';
import { OtpError } from '#libs/kernel';
import { metrics } from '#libs/observability';
import { HintQueue } from '#libs/redis';
import { addressOf } from './admission.js';
import { CallLimit } from './call-limit.js';
import { parseJson } from './json-body.js';
import { runningCall } from './running-call.js';
import { validate } from './validate.js';
import { webhookEvents } from './webhook-events.js';
import { isSignedBy } from './webhook-signature.js';

const webhooks = new Counter({
  name: 'otp_webhooks_total',
  help: 'Webhooks of ERPNext: stored, or refused because nothing proved that ERPNext sent them.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});
// Known from the beginning, so that the first one is an increase.
for (const outcome of ['stored', 'refused']) webhooks.inc({ outcome }, 0);

/** Takes what ERPNext tells as hints to read again. */
@Controller('webhooks/erpnext')
export class WebhookController {
  private readonly secrets: readonly string[];

  constructor(
    @Inject(CONFIG) config: Config<'gateway'>,
    @Inject(HintQueue) private readonly hints: HintQueue,
    @Inject(CallLimit) private readonly limit: CallLimit,
  ) {
    this.secrets = config.WEBHOOK_SECRETS ?? [];
  }

  /** 202 once the hint is stored; ERPNext repeats after any other answer. */
  @Post(':slug')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @RouteConfig({ rawBody: true })
  async take(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const event = webhookEvents.get(slug);
    if (event === undefined) throw new OtpError('NOT_FOUND', 'There is no such event.');
    const told = this.proven(request, slug);
    if (told === undefined) {
      webhooks.inc({ outcome: 'refused' });
      await this.limit.count(addressOf(request), reply);
      void reply.header('www-authenticate', 'Frappe-Webhook-Signature');
      throw new OtpError('UNAUTHENTICATED', 'The signature does not fit the body and the event.');
    }
    await this.hints.add([validate(event, told)], runningCall(request).span?.traceparent);
    webhooks.inc({ outcome: 'stored' });
    return { status: 'accepted' };
  }

  /** The body, when it was signed with one of our secrets, and for this event: bodies of others are replays. */
  private proven({ body, headers }: FastifyRequest, slug: string): object | undefined {
    const signature = headers['x-frappe-webhook-signature'];
    if (typeof signature !== 'string' || !Buffer.isBuffer(body)) return undefined;
    if (!isSignedBy(this.secrets, body, signature)) return undefined;
    const told = parseJson(body.toString('utf8'));
    return typeof told === 'object' && told !== null && 'event' in told && told.event === slug
      ? told
      : undefined;
  }
}
