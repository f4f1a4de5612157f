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
import { type Filter, get, list, type SiteAccess, SiteError } from './site-access.js';

/** What belongs to no item of its own. */
export type ReferenceDocuments = Pick<
  Documents,
  'warehouses' | 'companies' | 'bundles' | 'wholeNumberUoms' | 'holidayLists' | 'timeZone'
>;
/** What belongs to items. */
export type SupplyDocuments = Pick<Documents, 'items' | 'bins' | 'purchaseOrders'>;

/** Reads everything that a promise may depend on. */
export async function readDocuments(site: SiteAccess): Promise<Documents> {
  const [reference, supply, salesOrders] = await Promise.all([
    readReference(site),
    readSupply(site),
    readSalesOrders(site),
  ]);
  return { ...reference, ...supply, salesOrders };
}

export async function readReference(site: SiteAccess): Promise<ReferenceDocuments> {
  const [warehouses, companies, bundles, bundleRows, uoms, timeZone] = await Promise.all([
    list<WarehouseDocument>(site, {
      doctype: 'Warehouse',
      fields: [
        ...['name', 'is_group', 'parent_warehouse', 'lft', 'rgt', 'company', 'disabled'],
        ...['warehouse_type', 'is_rejected_warehouse'],
      ],
    }),
    list<CompanyDocument>(site, { doctype: 'Company', fields: ['name', 'abbr', 'default_holiday_list'] }),
    list<ProductBundleDocument & { name: string }>(site, {
      doctype: 'Product Bundle',
      fields: ['name', 'new_item_code', 'disabled'],
    }),
    childRows<ProductBundleDocument['items'][number]>(site, 'Product Bundle Item', 'Product Bundle', [
      'item_code',
      'qty',
    ]),
    list<{ name: string }>(site, {
      doctype: 'UOM',
      fields: ['name'],
      filters: [['must_be_whole_number', '=', 1]],
    }),
    readTimeZone(site),
  ]);
  const holidayLists = await unlessForbidden(
    readHolidayLists(
      site,
      companies.flatMap((c) => c.default_holiday_list ?? []),
    ),
  );
  return {
    warehouses,
    companies,
    bundles: bundles.map((bundle) => ({ ...bundle, items: bundleRows.get(bundle.name) ?? [] })),
    wholeNumberUoms: uoms.map(({ name }) => name),
    holidayLists,
    timeZone,
  };
}

/** Without `codes`: of all items. Orders then have all their rows, else those of these items alone. */
export async function readSupply(site: SiteAccess, codes?: readonly string[]): Promise<SupplyDocuments> {
  const among = (field: string): { filters?: Filter[] } =>
    codes === undefined ? {} : { filters: [[field, 'in', codes]] };
  const [items, uoms, bins, purchaseOrders] = await Promise.all([
    list<ItemDocument>(site, {
      doctype: 'Item',
      fields: ['name', 'stock_uom', 'is_stock_item', 'disabled', 'has_variants'],
      ...among('name'),
    }),
    childRows<ItemDocument['uoms'][number]>(
      site,
      'UOM Conversion Detail',
      'Item',
      ['uom', 'conversion_factor'],
      among('parent').filters,
    ),
    list<BinDocument>(site, {
      doctype: 'Bin',
      fields: [
        ...['item_code', 'warehouse', 'actual_qty', 'reserved_qty', 'reserved_qty_for_production'],
        ...['reserved_qty_for_sub_contract', 'reserved_qty_for_production_plan'],
      ],
      ...among('item_code'),
    }),
    unlessForbidden(readPurchaseOrders(site, among('item_code').filters)),
  ]);
  return {
    items: items.map((item) => ({ ...item, uoms: uoms.get(item.name) ?? [] })),
    bins,
    purchaseOrders,
  };
}

async function readPurchaseOrders(
  site: SiteAccess,
  ofRows: readonly Filter[] | undefined,
): Promise<PurchaseOrderDocument[]> {
  const rows = await childRows<PurchaseOrderRow>(
    site,
    'Purchase Order Item',
    'Purchase Order',
    [
      ...['item_code', 'qty', 'received_qty', 'conversion_factor', 'schedule_date'],
      ...['expected_delivery_date', 'warehouse', 'delivered_by_supplier'],
    ],
    ofRows,
  );
  const orders = await list<PurchaseOrderDocument>(site, {
    doctype: 'Purchase Order',
    fields: ['name', 'company', 'docstatus', 'status', 'set_warehouse'],
    ...(ofRows === undefined ? {} : { filters: [['name', 'in', [...rows.keys(), 'none']]] }),
  });
  return orders.map((order) => ({ ...order, items: rows.get(order.name) ?? [] }));
}

async function readSalesOrders(site: SiteAccess): Promise<SalesOrderDocument[]> {
  const [orders, rows, packed] = await Promise.all([
    list<SalesOrderDocument>(site, { doctype: 'Sales Order', fields: ['name', 'docstatus', 'status'] }),
    childRows<SalesOrderDocument['items'][number]>(site, 'Sales Order Item', 'Sales Order', [
      ...['item_code', 'qty', 'delivered_qty', 'conversion_factor', 'warehouse', 'delivered_by_supplier'],
    ]),
    childRows<NonNullable<SalesOrderDocument['packed_items']>[number]>(site, 'Packed Item', 'Sales Order', [
      ...['parent_detail_docname', 'item_code', 'qty', 'warehouse'],
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

/** Rows of a child type by the name of their parent, in the order of the parent's table. */
async function childRows<T>(
  site: SiteAccess,
  doctype: string,
  parent: string,
  fields: readonly string[],
  filters?: readonly Filter[],
) {
  const rows = await list<T & { parent: string; idx: number }>(site, {
    doctype,
    fields: [...fields, 'name', 'parent', 'idx'],
    parent,
    ...(filters === undefined ? {} : { filters }),
  });
  rows.sort((a, b) => a.idx - b.idx);
  return Map.groupBy<string, T & { parent: string; idx: number }>(rows, (row) => row.parent);
}

/** Those of the named lists that exist. */
async function readHolidayLists(site: SiteAccess, names: string[]): Promise<HolidayListDocument[]> {
  const found: HolidayListDocument[] = [];
  for (const name of new Set(names)) {
    try {
      const path = `/api/resource/Holiday List/${encodeURIComponent(name)}`;
      found.push((await get<{ data: HolidayListDocument }>(site, path)).data);
    } catch (error) {
      if (!(error instanceof SiteError && error.status === 404)) throw error;
    }
  }
  return found;
}
