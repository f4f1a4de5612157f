import { z } from 'zod';
import { promiseRequest } from '../promise-request.schema.js';
import { openapiDocument } from './openapi-document.js';
import type { Operation } from './operation.js';
import { promiseResponse } from './promise-response.schema.js';

export const OPENAPI = Symbol('OpenAPI document');

const health = z
  .strictObject({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    version: z.string(),
    erpnext_connected: z.boolean(),
    message: z.string(),
  })
  .meta({ id: 'Health' });

const order = { customer: 'Kontor GmbH', items: [{ item_code: 'BOLT-M8', qty: 10 }] };

/** Every operation of the API, in the order in which people read them. */
export const operations: readonly Operation[] = [
  {
    method: 'post',
    path: '/otp/promise',
    id: 'promise',
    tag: 'Promises',
    summary: 'The date on which an order will arrive',
    description: 'A promise reserves nothing: two customers may be promised the same unit.',
    scope: 'promise:read',
    body: {
      description: 'The order.',
      schema: promiseRequest,
      examples: {
        'one line': order,
        'with a desired date': {
          ...order,
          desired_date: '2030-06-14',
          rules: { desired_date_mode: 'NO_EARLY_DELIVERY' },
        },
        'from a group of warehouses': {
          customer: 'Kontor GmbH',
          items: [
            { item_code: 'BOLT-M8', qty: 100, warehouse: 'All Warehouses - AP' },
            { item_code: 'STARTER-KIT', qty: 2 },
          ],
        },
      },
    },
    answers: { 200: { description: 'The promise.', schema: promiseResponse } },
    problems: [
      'VALIDATION_FAILED',
      'SALES_ORDER_UNKNOWN',
      'ERPNEXT_ERROR',
      'SUPPLY_INVALID',
      'SUPPLY_UNAVAILABLE',
      'SUPPLY_UNSETTLED',
      'DEADLINE_EXCEEDED',
    ],
  },
  {
    method: 'get',
    path: '/health',
    id: 'health',
    tag: 'Operation',
    summary: 'Whether promises can be given',
    scope: null,
    answers: {
      200: { description: 'Promises can be given.', schema: health },
      503: { description: 'Promises can not be given.', schema: health },
    },
    problems: [],
  },
];

export const openapiText: string = JSON.stringify(openapiDocument(operations));
