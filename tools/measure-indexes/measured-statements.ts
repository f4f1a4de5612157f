import {
  binQuery,
  itemQuery,
  purchaseOrderQuery,
} from '../../apps/stock/src/adapters/out/erpnext/supply.queries.js';
import { sqlOfChildren, sqlOfList } from './frappe-sql.js';
import { BINS_PER_ITEM, FINISHED_PER_OPEN, itemCode, orderName, ROWS_PER_ORDER, STAMPED_AT } from './rows.js';
import type { SiteSize } from './rows.js';
import * as sync from './sync.queries.js';

/** A statement that ERPNext's database gets because of us, or, when it writes, because of the company's work. */
export interface MeasuredStatement {
  readonly name: string;
  /** Tables that it touches. */
  readonly tables: readonly string[];
  /** Its text in one run; other values in each. */
  readonly sql: (run: number) => string;
}

const LINES = 20;
const ITEMS_OF_A_BATCH = 500;
/** Ten minutes before the site's time. */
const RECENTLY = '2026-11-24 11:50:00.000000';
const BEGINNING = { modified: '0001-01-01 00:00:00.000000', name: '' };

export function measuredStatements(size: SiteSize): readonly MeasuredStatement[] {
  const items = Math.floor(size.bins / BINS_PER_ITEM);
  const orders = Math.ceil(size.openRows / ROWS_PER_ORDER);
  const finished = orders * FINISHED_PER_OPEN;
  // As with the rows of orders: some items are wanted more often than others.
  const codes = (run: number, count: number) =>
    Array.from({ length: count }, (_, line) => itemCode(Math.floor(fraction(run, line) ** 2 * items)));
  const order = (run: number, at = 0) => orderName(finished + Math.floor(fraction(run, at) * orders));
  const bin = ['tabBin'];
  const item = ['tabItem'];
  const header = ['tabPurchase Order'];
  const withRows = [...header, 'tabPurchase Order Item'];

  return [
    { name: `Bins of ${LINES} items`, tables: bin, sql: (run) => sqlOfList(binQuery(codes(run, LINES))) },
    {
      name: `Items and their units, ${LINES} items`,
      tables: [...item, 'tabUOM Conversion Detail'],
      sql: (run) => sqlOfList(itemQuery(codes(run, LINES))),
    },
    ...[LINES, ITEMS_OF_A_BATCH].map((count) => ({
      name: `open purchase order rows of ${count} items`,
      tables: withRows,
      sql: (run: number) => sqlOfList(purchaseOrderQuery(codes(run, count), RECENTLY)),
    })),
    { name: 'page of Bins', tables: bin, sql: (run) => sqlOfList(sync.binPage(someKey(run))) },
    {
      name: 'page of Bins that were stamped together',
      tables: bin,
      sql: (run) =>
        sqlOfList(sync.binPage({ modified: STAMPED_AT, name: fraction(run, 0).toString(36).slice(2, 6) })),
    },
    { name: 'page of Items', tables: item, sql: (run) => sqlOfList(sync.itemPage(someKey(run))) },
    {
      name: 'first page of open orders',
      tables: header,
      sql: () => sqlOfList(sync.openOrderPage(BEGINNING)),
    },
    {
      name: 'later page of open orders',
      tables: header,
      sql: (run) => sqlOfList(sync.openOrderPage(aKeyIn(100, run))),
    },
    {
      name: `rows of ${sync.ORDERS_A_READ} orders`,
      tables: withRows,
      sql: (run) =>
        sqlOfList(sync.rowsOfOrders(Array.from({ length: sync.ORDERS_A_READ }, (_, at) => order(run, at)))),
    },
    {
      name: 'rows of one order document',
      tables: withRows,
      sql: (run) => sqlOfChildren('Purchase Order', 'items', order(run)),
    },
    ...[
      { what: 'Bins', tables: bin, query: sync.binPage },
      { what: 'Items', tables: item, query: sync.itemPage },
      { what: 'orders', tables: header, query: sync.orderPage },
    ].map(({ what, tables, query }) => ({
      name: `${what} changed in ten minutes`,
      tables,
      sql: () => sqlOfList(query({ modified: RECENTLY, name: '' })),
    })),
    {
      name: 'ERPNext books a movement of a Bin',
      tables: bin,
      sql: (run) =>
        `update \`tabBin\` set \`actual_qty\` = \`actual_qty\` + 1, \`modified\` = \`modified\` + interval 1 hour where \`item_code\` = '${itemCode(Math.floor(fraction(run, 0) * items))}' limit 1`,
    },
    {
      name: 'ERPNext books a receipt of an order',
      tables: header,
      sql: (run) =>
        `update \`tabPurchase Order\` set \`per_received\` = \`per_received\` + 1, \`modified\` = \`modified\` + interval 1 hour where \`name\` = '${order(run)}'`,
    },
  ];
}

/** From 0 to 1, spread evenly, the same in each measurement. */
function fraction(run: number, at: number): number {
  return ((run + 1) * 0.6180339887 + at * 0.7548776662) % 1;
}

const someKey = (run: number) => aKeyIn(600, run);

/** A place in the last so many days. */
function aKeyIn(days: number, run: number): sync.PageKey {
  const time = Date.parse('2026-11-24T12:00:00Z') - (0.05 + 0.9 * fraction(run, 0)) * days * 86_400_000;
  return { modified: new Date(time).toISOString().replace('T', ' ').replace('Z', '000'), name: 'i' };
}
