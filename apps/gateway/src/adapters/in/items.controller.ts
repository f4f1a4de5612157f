import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OtpError } from '#libs/kernel';
import { DocumentsClient } from '../out/documents.client.js';
import {
  type itemAnswer,
  itemQuery,
  type itemsAnswer,
  type itemSearchAnswer,
  itemSearchQuery,
  itemsQuery,
  type itemStockAnswer,
  itemStockQuery,
} from './items.schema.js';
import { queryOf } from './query.schema.js';
import { runningCall } from './running-call.js';
import { validate } from './validate.js';

@Controller()
export class ItemsController {
  constructor(@Inject(DocumentsClient) private readonly documents: DocumentsClient) {}

  @Get('otp/items')
  @Header('cache-control', 'no-store')
  async codes(@Req() request: FastifyRequest): Promise<z.output<typeof itemsAnswer>> {
    const query = validate(itemsQuery, queryOf(request.query));
    const { items } = await this.documents.items(query, runningCall(request));
    return items.map((item) => item.item_code);
  }

  @Get('api/items/search')
  @Header('cache-control', 'no-store')
  async search(@Req() request: FastifyRequest): Promise<z.output<typeof itemSearchAnswer>> {
    const { query: search, limit } = validate(itemSearchQuery, queryOf(request.query));
    const { items } = await this.documents.items({ search, limit }, runningCall(request));
    return items;
  }

  @Get('api/items/validate')
  @Header('cache-control', 'no-store')
  async validate(@Req() request: FastifyRequest): Promise<z.output<typeof itemAnswer>> {
    const query = validate(itemQuery, queryOf(request.query));
    const { item, can_be_ordered: valid } = await this.documents.item(query, runningCall(request));
    if (!item) throw incomplete();
    return { valid, item_code: item.item_code, item_name: item.item_name };
  }

  /** May be kept for half a minute by caches that know whose call it was. */
  @Get('api/items/stock')
  @Header('cache-control', 'max-age=30, stale-while-revalidate=30, stale-if-error=300')
  async stock(@Req() request: FastifyRequest): Promise<z.output<typeof itemStockAnswer>> {
    const query = validate(itemStockQuery, queryOf(request.query));
    const found = await this.documents.itemStock(query, runningCall(request));
    if (!found.stock) throw incomplete();
    return {
      item_code: found.item_code,
      warehouse: found.warehouse,
      stock_actual: found.stock.actual,
      stock_reserved: found.stock.reserved,
      stock_available: found.stock.available,
      as_of: new Date(found.as_of_ms).toISOString(),
    };
  }
}

function incomplete(): OtpError {
  return new OtpError('INTERNAL', 'The stock service sent half an answer.');
}
