import type { PageKey } from '../../../application/sync/change-source.port.js';
import type { ListQuery } from './erpnext-client.js';

/** A page of documents after a key; `filters` and `or_filters` are all that ERPNext offers for two columns. */
function pageAfter(
  { modified, name }: PageKey,
  rows: number,
  list: Pick<ListQuery, 'doctype' | 'fields'>,
): ListQuery {
  return {
    ...list,
    filters: [['modified', '>=', modified]],
    or_filters: [
      ['modified', '>', modified],
      ['name', '>', name],
    ],
    order_by: 'modified asc, name asc',
    limit_page_length: rows,
  };
}

/** Items, all or those written from a stamp on; whatever else they are is read with their supply. */
export function itemPage(after: PageKey, rows: number): ListQuery {
  return pageAfter(after, rows, { doctype: 'Item', fields: ['name', 'modified'] });
}

export function binPage(after: PageKey, rows: number): ListQuery {
  return pageAfter(after, rows, { doctype: 'Bin', fields: ['name', 'modified', 'item_code'] });
}

/** Orders whatever they are now: one that is closed or cancelled has supplied until then. */
export function orderPage(after: PageKey, rows: number): ListQuery {
  return pageAfter(after, rows, { doctype: 'Purchase Order', fields: ['name', 'modified'] });
}

/** What is in these orders, whatever their status. */
export function itemsOfOrders(names: readonly string[]): ListQuery {
  return {
    doctype: 'Purchase Order',
    fields: ['name', 'items.item_code as row_item_code'],
    filters: [['name', 'in', names]],
    order_by: '`tabPurchase Order`.name asc, `tabPurchase Order Item`.idx asc',
  };
}

/** All names, those that no stamp speaks of any more among them. */
export function itemNamePage(after: string, rows: number): ListQuery {
  return {
    doctype: 'Item',
    fields: ['name'],
    filters: [['name', '>', after]],
    order_by: 'name asc',
    limit_page_length: rows,
  };
}
