import type { ErrorCode } from '#libs/kernel';
import {
  salesOrderAnswer,
  salesOrderPath,
  salesOrdersAnswer,
  salesOrdersQuery,
} from '../sales-orders.schema.js';
import { applyAnswer, applyRequest, suggestAnswer, suggestRequest } from '../write-back.schema.js';
import { idempotencyHeader } from './call-headers.js';
import { json, type Operation } from './operation.js';

/** Errors of whatever reads documents of ERPNext. */
export const readingProblems: readonly ErrorCode[] = [
  'ERPNEXT_NOT_PREPARED',
  'ERPNEXT_ERROR',
  'ERPNEXT_UNAVAILABLE',
  'SUPPLY_INVALID',
  'SUPPLY_UNAVAILABLE',
];
const writingProblems: readonly ErrorCode[] = [
  ...readingProblems,
  'BODY_TOO_LARGE',
  'VALIDATION_FAILED',
  'IDEMPOTENCY_IN_PROGRESS',
  'IDEMPOTENCY_KEY_REUSED',
];

const head = {
  name: 'SAL-ORD-2026-00001',
  customer: 'Kontor GmbH',
  customer_name: 'Kontor GmbH',
  transaction_date: '2026-11-19',
  delivery_date: '2026-11-30',
  status: 'To Deliver and Bill',
  grand_total: 370,
};

export const salesOrderOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/otp/sales-orders',
    id: 'listSalesOrders',
    tag: 'Sales Orders',
    summary: 'Sales Orders, newest first',
    parameters: { query: salesOrdersQuery },
    exampleParameters: {
      limit: '20',
      offset: '0',
      customer: 'Kontor GmbH',
      status: 'To Deliver and Bill',
      from_date: '2020-01-01',
      to_date: '2099-12-31',
      search: 'sal-ord',
    },
    answers: { 200: json('A page of the list.', salesOrdersAnswer, { 'one order': [head] }) },
    answerHeaders: ['X-Total-Count'],
    problems: [...readingProblems, 'VALIDATION_FAILED'],
  },
  {
    method: 'get',
    path: '/otp/sales-orders/{id}',
    id: 'getSalesOrder',
    tag: 'Sales Orders',
    summary: 'A Sales Order with the stock of its lines',
    parameters: { path: salesOrderPath },
    exampleParameters: { id: 'SAL-ORD-2026-00001' },
    answers: {
      200: json('The Sales Order.', salesOrderAnswer, {
        'one line': {
          id: head.name,
          sales_order_id: head.name,
          ...head,
          items: [
            {
              item_code: 'BOLT-M8',
              item_name: 'Hexagon bolt M8',
              qty: 30,
              uom: 'Nos',
              warehouse: 'Stores - AP',
              stock_actual: 5000,
              stock_reserved: 66,
              stock_available: 4934,
            },
          ],
          defaults: {
            warehouse: 'Stores - AP',
            delivery_model: 'LATEST_ACCEPTABLE',
            cutoff_time: '14:00',
            no_weekends: true,
          },
        },
      }),
    },
    // A name that is longer than any is no path.
    problems: [...readingProblems, 'SALES_ORDER_UNKNOWN', 'NOT_FOUND', 'VALIDATION_FAILED'],
  },
  {
    method: 'post',
    path: '/otp/apply',
    id: 'apply',
    tag: 'Sales Orders',
    summary: 'Writes a promise into its Sales Order',
    description:
      'As a comment, as the custom fields custom_otp_promise_date and custom_otp_confidence, or both. The same call twice leaves one comment. Custom fields that are missing are made by `npm run erpnext:install`.',
    parameters: { header: idempotencyHeader },
    exampleParameters: { 'Idempotency-Key': 'desk-7-apply-1' },
    body: json('The promise.', applyRequest, {
      'comment and fields': {
        sales_order_id: 'SAL-ORD-2026-00001',
        promise_date: '2030-06-14',
        confidence: 'HIGH',
      },
      'a comment of your own': {
        sales_order_id: 'SAL-ORD-2026-00001',
        promise_date: '2030-06-14',
        confidence: 'MEDIUM',
        action: 'add_comment',
        comment_text: 'Told the customer on the phone.',
      },
    }),
    answers: {
      200: json('It is written.', applyAnswer, {
        both: {
          status: 'success',
          sales_order_id: 'SAL-ORD-2026-00001',
          actions_taken: ['add_comment', 'set_custom_field'],
          error: null,
        },
      }),
    },
    answerHeaders: ['Idempotency-Replayed'],
    problems: [...writingProblems, 'SALES_ORDER_UNKNOWN', 'SALES_ORDER_CANCELLED', 'SALES_ORDER_CHANGING'],
  },
  {
    method: 'post',
    path: '/otp/procurement-suggest',
    id: 'suggestProcurement',
    tag: 'Procurement',
    summary: 'Suggests what to buy',
    description: 'Makes a draft Material Request, or a Task, with the reasons in it.',
    parameters: { header: idempotencyHeader },
    exampleParameters: { 'Idempotency-Key': 'desk-7-suggest-1' },
    body: json('What is short.', suggestRequest, {
      'a Material Request': {
        items: [
          {
            item_code: 'CABLE-3M',
            qty_needed: 40,
            required_by: '2030-06-10',
            reason: 'Order of Kontor GmbH for 2030-06-14',
          },
        ],
        priority: 'HIGH',
      },
      'a Task': {
        items: [
          { item_code: 'BOLT-M8', qty_needed: 500, required_by: '2030-06-10', reason: 'Below safety stock' },
        ],
        suggestion_type: 'task',
      },
    }),
    answers: {
      200: json('It is made.', suggestAnswer, {
        'a Material Request': {
          status: 'success',
          suggestion_id: 'MAT-MR-2026-00001',
          type: 'material_request',
          items_count: 1,
          erpnext_url: 'https://erp.example.com/app/material-request/MAT-MR-2026-00001',
          error: null,
        },
      }),
    },
    answerHeaders: ['Idempotency-Replayed'],
    problems: writingProblems,
  },
];
