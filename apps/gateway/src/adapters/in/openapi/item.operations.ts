import {
  itemAnswer,
  itemQuery,
  itemsAnswer,
  itemSearchAnswer,
  itemSearchQuery,
  itemsQuery,
  itemStockAnswer,
  itemStockQuery,
} from '../items.schema.js';
import { warehousesAnswer } from '../warehouses.schema.js';
import { json, type Operation } from './operation.js';
import { readingProblems } from './sales-order.operations.js';

export const itemOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/otp/items',
    id: 'listItems',
    tag: 'Items',
    summary: 'Codes of items that can be ordered',
    parameters: { query: itemsQuery },
    exampleParameters: { search: 'bolt', limit: '20' },
    answers: { 200: json('Item codes.', itemsAnswer, { bolts: ['BOLT-M8'] }) },
    problems: [...readingProblems, 'VALIDATION_FAILED'],
  },
  {
    method: 'get',
    path: '/api/items/search',
    id: 'searchItems',
    tag: 'Items',
    summary: 'Items that can be ordered, by a part of code or name',
    parameters: { query: itemSearchQuery },
    exampleParameters: { query: 'hexagon', limit: '10' },
    answers: {
      200: json('Items.', itemSearchAnswer, {
        bolts: [{ item_code: 'BOLT-M8', item_name: 'Hexagon bolt M8', stock_uom: 'Nos' }],
      }),
    },
    problems: [...readingProblems, 'VALIDATION_FAILED'],
  },
  {
    method: 'get',
    path: '/api/items/validate',
    id: 'checkItem',
    tag: 'Items',
    summary: 'Whether an item can be ordered',
    parameters: { query: itemQuery },
    exampleParameters: { item_code: 'bolt-m8' },
    answers: {
      200: json('ERPNext knows it.', itemAnswer, {
        bolts: { valid: true, item_code: 'BOLT-M8', item_name: 'Hexagon bolt M8' },
      }),
    },
    problems: [...readingProblems, 'VALIDATION_FAILED', 'ITEM_UNKNOWN'],
  },
  {
    method: 'get',
    path: '/api/items/stock',
    id: 'getItemStock',
    tag: 'Items',
    summary: 'Stock of an item in a warehouse',
    description:
      'Comes from a cache of up to 30 s, and stays there while ERPNext is down: `as_of` tells its age. Without a Bin all figures are zero.',
    parameters: { query: itemStockQuery },
    exampleParameters: { item_code: 'BOLT-M8', warehouse: 'All Warehouses - AP' },
    answers: {
      200: json('The stock.', itemStockAnswer, {
        bolts: {
          item_code: 'BOLT-M8',
          warehouse: 'All Warehouses - AP',
          stock_actual: 5000,
          stock_reserved: 66,
          stock_available: 4934,
          as_of: '2026-11-24T22:29:24.134Z',
        },
      }),
    },
    answerHeaders: ['X-Cache-Status'],
    problems: [...readingProblems, 'VALIDATION_FAILED', 'ITEM_UNKNOWN', 'WAREHOUSE_UNKNOWN'],
  },
  {
    method: 'get',
    path: '/api/warehouses',
    id: 'listWarehouses',
    tag: 'Items',
    summary: 'The tree of warehouses',
    answers: {
      200: json('All warehouses, each with the group that it lies in.', warehousesAnswer, {
        'a group and a leaf': [
          {
            name: 'All Warehouses - AP',
            parent: null,
            is_group: true,
            class: 'GROUP',
            company: 'Acme Parts',
            disabled: false,
          },
          {
            name: 'Stores - AP',
            parent: 'All Warehouses - AP',
            is_group: false,
            class: 'SELLABLE',
            company: 'Acme Parts',
            disabled: false,
          },
        ],
      }),
    },
    problems: readingProblems,
  },
];
