import {
  type BinDocument,
  type CompanyDocument,
  type Documents,
  type HolidayListDocument,
  type ItemDocument,
  type ProductBundleDocument,
  type PurchaseOrderDocument,
  type PurchaseOrderRow,
  type SalesOrderDocument,
  type WarehouseDocument,
} from './documents.js';

const PAGE = 500;

export interface SiteAccess {
  /** Address of the ERPNext site, without a slash at the end. */
  url: string;
  key: string;
  secret: string;
}

class SiteError extends Error {
  constructor(
    readonly status: number,
    path: string,
  ) {
    super(`ERPNext answered ${status} to ${path}`);
  }
}

/** Reads everything that a promise may depend on, page by page. */
export async function readDocuments(site: SiteAccess): Promise<Documents> {
  const [warehouses, companies, bins, items, uoms, bundles, bundleRows] = await Promise.all([
    list<WarehouseDocument>(site, 'Warehouse', [
      'name',
      'is_group',
      'parent_warehouse',
      'lft',
      'rgt',
      'company',
      'disabled',
      'warehouse_type',
      'is_rejected_warehouse',
    ]),
    list<CompanyDocument>(site, 'Company', ['name', 'abbr', 'default_holiday_list']),
    list<BinDocument>(site, 'Bin', [
      'item_code',
      'warehouse',
      'actual_qty',
      'reserved_qty',
      'reserved_qty_for_production',
      'reserved_qty_for_sub_contract',
      'reserved_qty_for_production_plan',
    ]),
    list<ItemDocument>(site, 'Item', ['name', 'stock_uom', 'is_stock_item', 'disabled', 'has_variants']),
    childRows<ItemDocument['uoms'][number]>(site, 'UOM Conversion Detail', 'Item', [
      'uom',
      'conversion_factor',
    ]),
    list<ProductBundleDocument & { name: string }>(site, 'Product Bundle', [
      'name',
      'new_item_code',
      'disabled',
    ]),
    childRows<ProductBundleDocument['items'][number]>(site, 'Product Bundle Item', 'Product Bundle', [
      'item_code',
      'qty',
    ]),
  ]);
  const [purchaseOrders, holidayLists, salesOrders, timeZone] = await Promise.all([
    unlessForbidden(readPurchaseOrders(site)),
    unlessForbidden(
      readHolidayLists(
        site,
        companies.flatMap((c) => c.default_holiday_list ?? []),
      ),
    ),
    readSalesOrders(site),
    readTimeZone(site),
  ]);
  return {
    warehouses,
    companies,
    bins,
    items: items.map((item) => ({ ...item, uoms: uoms.get(item.name) ?? [] })),
    bundles: bundles.map((bundle) => ({ ...bundle, items: bundleRows.get(bundle.name) ?? [] })),
    purchaseOrders,
    holidayLists,
    salesOrders,
    timeZone,
  };
}

async function readPurchaseOrders(site: SiteAccess): Promise<PurchaseOrderDocument[]> {
  const [orders, rows] = await Promise.all([
    list<PurchaseOrderDocument>(site, 'Purchase Order', [
      'name',
      'company',
      'docstatus',
      'status',
      'set_warehouse',
    ]),
    childRows<PurchaseOrderRow>(site, 'Purchase Order Item', 'Purchase Order', [
      'item_code',
      'qty',
      'received_qty',
      'conversion_factor',
      'schedule_date',
      'expected_delivery_date',
      'warehouse',
      'delivered_by_supplier',
    ]),
  ]);
  return orders.map((order) => ({ ...order, items: rows.get(order.name) ?? [] }));
}

async function readSalesOrders(site: SiteAccess): Promise<SalesOrderDocument[]> {
  const [orders, rows, packed] = await Promise.all([
    list<SalesOrderDocument>(site, 'Sales Order', ['name', 'docstatus', 'status']),
    childRows<SalesOrderDocument['items'][number]>(site, 'Sales Order Item', 'Sales Order', [
      'item_code',
      'qty',
      'delivered_qty',
      'conversion_factor',
      'warehouse',
      'delivered_by_supplier',
    ]),
    childRows<NonNullable<SalesOrderDocument['packed_items']>[number]>(site, 'Packed Item', 'Sales Order', [
      'parent_detail_docname',
      'item_code',
      'qty',
      'warehouse',
    ]),
  ]);
  return orders.map((order) => ({
    ...order,
    items: rows.get(order.name) ?? [],
    packed_items: packed.get(order.name) ?? [],
  }));
}

async function readTimeZone(site: SiteAccess): Promise<string> {
  const { message } = await get<{ message: { time_zone: string } }>(
    site,
    '/api/method/frappe.client.get_time_zone',
    {},
  );
  return message.time_zone;
}

async function unlessForbidden<T>(reading: Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SiteError && error.status === 403) return 'unreadable';
    throw error;
  }
}

/** All rows of a child type by the name of their parent, in the order of the parent's table. */
async function childRows<T>(site: SiteAccess, doctype: string, parent: string, fields: string[]) {
  const rows = await list<T & { parent: string; idx: number }>(
    site,
    doctype,
    [...fields, 'name', 'parent', 'idx'],
    { parent },
  );
  rows.sort((a, b) => a.idx - b.idx);
  return Map.groupBy<string, T & { parent: string; idx: number }>(rows, (row) => row.parent);
}

async function list<T>(
  site: SiteAccess,
  doctype: string,
  fields: string[],
  more: Record<string, string> = {},
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const { data } = await get<{ data: T[] }>(site, `/api/resource/${doctype}`, {
      ...more,
      fields: JSON.stringify(fields),
      order_by: 'modified asc, name asc',
      limit_start: String(all.length),
      limit_page_length: String(PAGE),
    });
    all.push(...data);
    if (data.length < PAGE) return all;
  }
}

/** Those of the named lists that exist. */
async function readHolidayLists(site: SiteAccess, names: string[]): Promise<HolidayListDocument[]> {
  const found: HolidayListDocument[] = [];
  for (const name of new Set(names)) {
    try {
      const path = `/api/resource/Holiday List/${encodeURIComponent(name)}`;
      found.push((await get<{ data: HolidayListDocument }>(site, path, {})).data);
    } catch (error) {
      if (!(error instanceof SiteError && error.status === 404)) throw error;
    }
  }
  return found;
}

async function get<T>(site: SiteAccess, path: string, query: Record<string, string>): Promise<T> {
  const response = await fetch(`${site.url}${path}?${new URLSearchParams(query).toString()}`, {
    headers: { accept: 'application/json', authorization: `token ${site.key}:${site.secret}` },
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new Error(`ERPNext can not be reached at ${site.url}`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new SiteError(response.status, path);
  return JSON.parse(text) as T;
}
