import { Controller, HttpCode, Inject, Post, Req, UseInterceptors } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DocumentsClient } from '../out/documents.client.js';
import { IdempotencyInterceptor, idempotencyMarkerOf } from './idempotency.interceptor.js';
import { runningCall } from './running-call.js';
import { validate } from './validate.js';
import { applyAnswer, applyRequest, type suggestAnswer, suggestRequest } from './write-back.schema.js';

/** The calls that write into ERPNext. */
@Controller('otp')
@UseInterceptors(IdempotencyInterceptor)
export class WriteBackController {
  constructor(@Inject(DocumentsClient) private readonly documents: DocumentsClient) {}

  @Post('apply')
  @HttpCode(200)
  async apply(@Req() request: FastifyRequest): Promise<z.output<typeof applyAnswer>> {
    const { action, ...promise } = validate(applyRequest, request.body);
    const applied = await this.documents.apply(
      {
        ...promise,
        add_comment: action !== 'set_custom_field',
        set_custom_field: action !== 'add_comment',
        idempotency_marker: idempotencyMarkerOf(request),
      },
      runningCall(request),
    );
    return {
      status: 'success',
      sales_order_id: applied.sales_order_id,
      actions_taken: applyAnswer.shape.actions_taken.parse(applied.actions_taken),
      error: null,
    };
  }

  @Post('procurement-suggest')
  @HttpCode(200)
  async suggest(@Req() request: FastifyRequest): Promise<z.output<typeof suggestAnswer>> {
    const suggestion = validate(suggestRequest, request.body);
    const made = await this.documents.suggest(
      { ...suggestion, idempotency_marker: idempotencyMarkerOf(request) },
      runningCall(request),
    );
    return {
      status: 'success',
      suggestion_id: made.suggestion_id,
      type: suggestion.suggestion_type,
      items_count: suggestion.items.length,
      erpnext_url: made.erpnext_url,
      error: null,
    };
  }
}
