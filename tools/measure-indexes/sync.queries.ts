import type { ListQuery } from '../../apps/stock/src/adapters/out/erpnext/erpnext-client.js';
import {
  binQuery,
  itemQuery,
  purchaseOrderQuery,
} from '../../apps/stock/src/adapters/out/erpnext/supply.queries.js';

/** Where a page starts: after the last row of the page before it. */
export interface PageKey {
  readonly modified: string;
  readonly name: string;
}

const PAGE_ROWS = 1_000;
export const ORDERS_A_READ = 250;

/** Statuses of orders that a full sync reads. */
const OPEN_STATUSES = ['To Receive', 'To Receive and Bill', 'Draft', 'On Hold'];

/** A page of all documents; `filters` and `or_filters` are all that ERPNext offers for a key of two columns. */
function page(doctype: string, fields: readonly string[], after: PageKey, filters: readonly unknown[] = []) {
  return {
    doctype,
    fields,
    filters: [...filters, ['modified', '>=', after.modified]],
    or_filters: [
      ['modified', '>', after.modified],
      ['name', '>', after.name],
    ],
    order_by: 'modified asc, name asc',
    limit_page_length: PAGE_ROWS,
  } satisfies ListQuery;
}

export function binPage(after: PageKey): ListQuery {
  return page('Bin', ['name', ...binQuery([]).fields], after);
}

export function itemPage(after: PageKey): ListQuery {
  const own = itemQuery([]).fields.filter((field) => !field.startsWith('uoms.'));
  return page('Item', [...own, 'modified'], after);
}

/** The orders that changed, whatever they are now. */
export function orderPage(after: PageKey): ListQuery {
  return page('Purchase Order', ['name', 'modified'], after);
}

export function openOrderPage(after: PageKey): ListQuery {
  const open = [
    ['docstatus', '=', 1],
    ['status', 'in', OPEN_STATUSES],
  ];
  return page('Purchase Order', ['name', 'modified'], after, open);
}

/** All rows of these orders. */
export function rowsOfOrders(names: readonly string[]): ListQuery {
  const { doctype, fields, order_by } = purchaseOrderQuery([], '');
  return { doctype, fields, filters: [['name', 'in', names]], order_by };
}
