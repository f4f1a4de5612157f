import {
  binQuery,
  itemQuery,
  purchaseOrderQuery,
} from '../../apps/stock/src/adapters/out/erpnext/supply.queries.js';
import {
  binPage,
  itemNamePage,
  itemPage,
  itemsOfOrders,
  orderPage,
} from '../../apps/stock/src/adapters/out/erpnext/sync.queries.js';
import { sqlOfList } from './frappe-sql.js';
import { BINS_PER_ITEM, FINISHED_PER_OPEN, itemCode, orderName, ROWS_PER_ORDER, STAMPED_AT } from './rows.js';
import type { SiteSize } from './rows.js';
import type { PageKey } from '../../apps/stock/src/application/sync/change-source.port.js';

/** A statement that ERPNext's database gets because of us, or, when it writes, because of the company's work. */
export interface MeasuredStatement {
  readonly name: string;
  /** Tables that it touches. */
  readonly tables: readonly string[];
  /** Its text in one run; other values in each. */
  readonly sql: (run: number) => string;
}

const LINES = 20;
/** The synchronisation reads so many items at once, twice at the same time; and so much in one page. */
const ITEMS_OF_A_BATCH = 500;
const ITEMS_A_PAGE = 1_000;
const CHANGES_A_PAGE = 1_000;
const NAMES_A_PAGE = 5_000;
const ORDERS_A_READ = 250;
/** Ten minutes before the site's time. */
const RECENTLY = '2026-11-24 11:50:00.000000';

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
    ...[LINES, ITEMS_OF_A_BATCH].flatMap((count) => [
      {
        name: `Bins of ${count} items`,
        tables: bin,
        sql: (run: number) => sqlOfList(binQuery(codes(run, count))),
      },
      {
        name: `Items and their units, ${count} items`,
        tables: [...item, 'tabUOM Conversion Detail'],
        sql: (run: number) => sqlOfList(itemQuery(codes(run, count))),
      },
      {
        name: `open purchase order rows of ${count} items`,
        tables: withRows,
        sql: (run: number) => sqlOfList(purchaseOrderQuery(codes(run, count), RECENTLY)),
      },
    ]),
    { name: 'page of Items', tables: item, sql: (run) => sqlOfList(itemPage(someKey(run), ITEMS_A_PAGE)) },
    {
      name: 'page of the names of Items',
      tables: item,
      sql: (run) => sqlOfList(itemNamePage(itemCode(Math.floor(fraction(run, 0) * items)), NAMES_A_PAGE)),
    },
    { name: 'number of Items', tables: item, sql: () => 'select count(*) from `tabItem`' },
    {
      name: 'page of Bins that were stamped together',
      tables: bin,
      sql: (run) =>
        sqlOfList(
          binPage({ modified: STAMPED_AT, name: fraction(run, 0).toString(36).slice(2, 6) }, CHANGES_A_PAGE),
        ),
    },
    ...[
      { what: 'Bins', tables: bin, query: binPage },
      { what: 'Items', tables: item, query: itemPage },
      { what: 'orders', tables: header, query: orderPage },
    ].map(({ what, tables, query }) => ({
      name: `${what} changed in ten minutes`,
      tables,
      sql: () => sqlOfList(query({ modified: RECENTLY, name: '' }, CHANGES_A_PAGE)),
    })),
    {
      name: `items of ${ORDERS_A_READ} orders`,
      tables: withRows,
      sql: (run) =>
        sqlOfList(itemsOfOrders(Array.from({ length: ORDERS_A_READ }, (_, at) => order(run, at)))),
    },
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
function aKeyIn(days: number, run: number): PageKey {
  const time = Date.parse('2026-11-24T12:00:00Z') - (0.05 + 0.9 * fraction(run, 0)) * days * 86_400_000;
  return { modified: new Date(time).toISOString().replace('T', ' ').replace('Z', '000'), name: 'i' };
}
