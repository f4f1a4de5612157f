import type { SalesOrderFilter } from '../../../application/documents/documents.js';
import type { SuggestionType } from '../../../application/documents/write-back.port.js';
import type { ListQuery } from './erpnext-client.js';
import { patternOf } from './literal-search.js';

type Filters = Pick<ListQuery, 'filters' | 'or_filters'>;

/** Newest first, and always the same order, or pages would overlap. */
const NEWEST_FIRST =
  '`tabSales Order`.transaction_date desc, `tabSales Order`.creation desc, `tabSales Order`.name desc';

export function salesOrderQuery(filter: SalesOrderFilter, limit: number, offset: number): ListQuery {
  return {
    doctype: 'Sales Order',
    fields: [
      'name',
      'customer',
      'customer_name',
      'transaction_date',
      'delivery_date',
      'status',
      'grand_total',
    ],
    ...salesOrderFilters(filter),
    order_by: NEWEST_FIRST,
    limit_start: offset,
    limit_page_length: limit,
  };
}

/** As a list, because ERPNext's own count knows neither or_filters nor User Permissions. */
export function salesOrderCountQuery(filter: SalesOrderFilter): ListQuery {
  return {
    doctype: 'Sales Order',
    fields: ['count(name) as total'],
    ...salesOrderFilters(filter),
    order_by: '',
  };
}

function salesOrderFilters({ customer, status, from_date, to_date, search }: SalesOrderFilter): Filters {
  return {
    filters: [
      ...(customer === null ? [] : [['customer', '=', customer]]),
      ...(status === null ? [] : [['status', '=', status]]),
      ...(from_date === null ? [] : [['transaction_date', '>=', from_date]]),
      ...(to_date === null ? [] : [['transaction_date', '<=', to_date]]),
    ],
    or_filters: like(['name', 'customer', 'customer_name'], search),
  };
}

const ITEM_FIELDS = ['name', 'item_name', 'stock_uom'];

export function orderableItemQuery(search: string | null, limit: number, offset: number): ListQuery {
  return {
    doctype: 'Item',
    fields: ITEM_FIELDS,
    filters: [
      ['disabled', '=', 0],
      ['has_variants', '=', 0],
      ['is_sales_item', '=', 1],
    ],
    or_filters: like(['name', 'item_name'], search),
    order_by: 'name asc',
    limit_start: offset,
    limit_page_length: limit,
  };
}

export function knownItemQuery(codes: readonly string[]): ListQuery {
  return {
    doctype: 'Item',
    fields: [...ITEM_FIELDS, 'description', 'disabled', 'has_variants', 'is_sales_item'],
    filters: [['name', 'in', codes]],
    order_by: 'name asc',
  };
}

/** The custom fields of a Sales Order that a promise sets. */
export const PROMISE_FIELDS = ['custom_otp_promise_date', 'custom_otp_confidence'] as const;

export function orderToWriteQuery(id: string, fields: readonly string[]): ListQuery {
  return {
    doctype: 'Sales Order',
    fields: ['name', 'docstatus', 'modified', ...fields],
    filters: [['name', '=', id]],
    order_by: 'name asc',
  };
}

export function commentQuery(orderName: string, marker: string): ListQuery {
  return {
    doctype: 'Comment',
    fields: ['name'],
    filters: [
      ['reference_doctype', '=', 'Sales Order'],
      ['reference_name', '=', orderName],
      ['comment_type', '=', 'Comment'],
      ['content', 'like', patternOf(marker)],
    ],
    order_by: 'creation asc',
    limit_page_length: 1,
  };
}

export const SUGGESTED: Readonly<
  Record<SuggestionType, { readonly doctype: string; readonly markedField: string }>
> = {
  material_request: { doctype: 'Material Request', markedField: 'title' },
  task: { doctype: 'Task', markedField: 'description' },
};

export function suggestionQuery(type: SuggestionType, marker: string): ListQuery {
  const { doctype, markedField } = SUGGESTED[type];
  return {
    doctype,
    fields: ['name'],
    filters: [[markedField, 'like', patternOf(marker)]],
    order_by: 'creation asc',
    limit_page_length: 1,
  };
}

function like(fields: readonly string[], search: string | null): NonNullable<ListQuery['or_filters']> {
  return search === null ? [] : fields.map((field) => [field, 'like', patternOf(search)]);
}
