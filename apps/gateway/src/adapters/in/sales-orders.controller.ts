import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { documents } from '#libs/contracts';
import { OtpError } from '#libs/kernel';
import { DocumentsClient } from '../out/documents.client.js';
import { queryOf } from './query.schema.js';
import { runningCall } from './running-call.js';
import {
  salesOrderAnswer,
  salesOrderHead,
  salesOrderPath,
  salesOrdersAnswer,
  salesOrdersQuery,
} from './sales-orders.schema.js';
import { validate } from './validate.js';

@Controller('otp/sales-orders')
export class SalesOrdersController {
  constructor(@Inject(DocumentsClient) private readonly documents: DocumentsClient) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = validate(salesOrdersQuery, queryOf(request.query));
    const { orders, total } = await this.documents.salesOrders(query, runningCall(request));
    const answer: z.output<typeof salesOrdersAnswer> = orders.map(headOf);
    await reply.header('cache-control', 'no-store').header('x-total-count', total).send(answer);
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  async one(@Req() request: FastifyRequest): Promise<z.output<typeof salesOrderAnswer>> {
    const { id } = validate(salesOrderPath, request.params);
    const found = await this.documents.salesOrder({ sales_order_id: id }, runningCall(request));
    const { order, items, defaults } = found;
    if (!order || !defaults) throw new OtpError('INTERNAL', 'The stock service sent half a Sales Order.');
    return {
      id: order.name,
      sales_order_id: order.name,
      ...headOf(order),
      items: items.map((row) => ({
        item_code: row.item_code,
        item_name: row.item_name ?? null,
        qty: row.qty,
        uom: row.uom ?? null,
        warehouse: row.warehouse ?? null,
        stock_actual: row.stock?.actual ?? null,
        stock_reserved: row.stock?.reserved ?? null,
        stock_available: row.stock?.available ?? null,
      })),
      defaults,
    };
  }
}

function headOf(order: documents.SalesOrder): z.output<typeof salesOrderHead> {
  return {
    name: order.name,
    customer: order.customer,
    customer_name: order.customer_name ?? null,
    transaction_date: order.transaction_date ?? null,
    delivery_date: order.delivery_date ?? null,
    status: order.status,
    grand_total: order.grand_total,
  };
}
