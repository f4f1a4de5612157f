import { z } from 'zod';
import { promiseRequest } from '../promise-request.schema.js';
import { bulkLine, bulkQuery } from './bulk.schema.js';
import { json, JSON_BODY, LINES, type Operation } from './operation.js';
import { promiseResponse } from './promise-response.schema.js';

const order = { customer: 'Kontor GmbH', items: [{ item_code: 'BOLT-M8', qty: 10 }] };

const promise = {
  status: 'OK',
  promise_date: '2026-11-27',
  promise_date_raw: '2026-11-27',
  desired_date: null,
  desired_date_mode: 'LATEST_ACCEPTABLE',
  on_time: null,
  adjusted_due_to_no_early_delivery: false,
  can_fulfill: true,
  confidence: 'HIGH',
  plan: [
    {
      item_code: 'BOLT-M8',
      qty_required: 10,
      fulfillment: [
        {
          source: 'stock',
          item_code: 'BOLT-M8',
          qty: 10,
          available_date: '2026-11-25',
          ship_ready_date: '2026-11-26',
          warehouse: 'Stores - AP',
          po_id: null,
          expected_date: null,
        },
      ],
      shortage: 0,
    },
  ],
  reasons: [
    'BOLT-M8: 10 Nos from stock in Stores - AP; ready on 2026-11-26.',
    'All is ready on 2026-11-26; with 1 working day of buffer that is 2026-11-27.',
  ],
  blockers: [],
  options: [],
  order_day: '2026-11-25',
  data_as_of: '2026-11-24T21:07:42.118Z',
  data_source: 'REPLICA',
  promise_id: '4bf92f3577b34da6a3ce929d0e0e4736',
};

export const promiseOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/otp/promise',
    id: 'promise',
    tag: 'Promises',
    summary: 'The date on which an order will arrive',
    description: 'A promise reserves nothing: two customers may be promised the same unit.',
    body: json('The order.', promiseRequest, {
      'one line': order,
      'with a desired date': {
        ...order,
        desired_date: '2030-06-14',
        rules: {
          desired_date_mode: 'NO_EARLY_DELIVERY',
          timezone: 'Europe/Berlin',
          cutoff_time: '12:00',
          overdue_po: 'ASSUME_DAYS',
          overdue_po_days: 5,
        },
      },
      'from a group of warehouses, a bundle too': {
        customer: 'Kontor GmbH',
        items: [
          { item_code: 'BOLT-M8', qty: 2, uom: 'Box', warehouse: 'All Warehouses - AP' },
          { item_code: 'STARTER-KIT', qty: 2 },
        ],
      },
      'for a Sales Order that is there': { ...order, sales_order_id: 'SAL-ORD-2026-00001' },
    }),
    answers: { 200: json('The promise.', promiseResponse, { 'from stock': promise }) },
    problems: [
      'BODY_TOO_LARGE',
      'VALIDATION_FAILED',
      'SALES_ORDER_UNKNOWN',
      'ERPNEXT_ERROR',
      'SUPPLY_INVALID',
      'SUPPLY_UNAVAILABLE',
      'SUPPLY_UNSETTLED',
    ],
  },
  {
    method: 'post',
    path: '/otp/bulk-promise',
    id: 'bulkPromise',
    tag: 'Promises',
    summary: 'The dates of many orders',
    description:
      'Up to 100,000 orders, read as a stream. The answer has a line for each order, in their order, sent as soon as it is known: a promise, or why there is none. Each order is judged by itself against the same supply; none reserves anything. An order has at most 1 MiB; a broken one costs its own line only.',
    parameters: { query: bulkQuery },
    exampleParameters: { summary: 'true' },
    body: {
      description: 'The orders: a list, or one a line.',
      media: {
        [LINES]: {
          schema: promiseRequest,
          examples: {
            'two orders': [order, { customer: 'Nova Robotics', items: [{ item_code: 'CABLE-3M', qty: 30 }] }],
          },
        },
        [JSON_BODY]: { schema: z.array(promiseRequest), examples: { 'a list': [order, order] } },
      },
    },
    answers: {
      200: {
        description: 'A line for each order, and a last one when asked for or when something went wrong.',
        media: {
          [LINES]: {
            schema: bulkLine,
            examples: {
              'with a summary': [
                promise,
                {
                  summary: {
                    orders: 1,
                    ok: 1,
                    cannot_fulfill: 0,
                    invalid: 0,
                    promised_dates: { '2026-11-27': 1 },
                  },
                },
              ],
            },
          },
        },
      },
    },
    problems: [],
  },
];
