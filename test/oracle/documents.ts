/** ERPNext documents as its REST API returns them, the fields that the reading looks at. */

export interface WarehouseDocument {
  name: string;
  is_group: number;
  parent_warehouse?: string | null;
  lft: number;
  rgt: number;
  company: string;
  disabled: number;
  warehouse_type?: string | null;
  is_rejected_warehouse?: number | null;
}

export interface ItemDocument {
  name: string;
  stock_uom: string;
  is_stock_item: number;
  disabled: number;
  has_variants: number;
  uoms: { uom: string; conversion_factor: number }[];
}

export interface BinDocument {
  item_code: string;
  warehouse: string;
  actual_qty: number | null;
  reserved_qty: number | null;
  reserved_qty_for_production: number | null;
  reserved_qty_for_sub_contract: number | null;
  reserved_qty_for_production_plan: number | null;
}

export interface PurchaseOrderRow {
  name: string;
  idx: number;
  item_code: string;
  qty: number;
  received_qty: number | null;
  conversion_factor: number;
  schedule_date?: string | null;
  expected_delivery_date?: string | null;
  warehouse?: string | null;
  delivered_by_supplier: number;
}

export interface PurchaseOrderDocument {
  name: string;
  company: string;
  docstatus: number;
  status: string;
  set_warehouse?: string | null;
  items: PurchaseOrderRow[];
}

export interface HolidayListDocument {
  name: string;
  from_date: string;
  to_date: string;
  holidays: { holiday_date: string; weekly_off: number }[];
}

export interface CompanyDocument {
  name: string;
  /** What ERPNext appends to the names of the company's warehouses: "Stores - AP". */
  abbr?: string | null;
  default_holiday_list?: string | null;
}

export interface ProductBundleDocument {
  new_item_code: string;
  disabled: number;
  items: { item_code: string; qty: number }[];
}

export interface SalesOrderDocument {
  name: string;
  docstatus: number;
  status: string;
  items: {
    name: string;
    item_code: string;
    qty: number;
    delivered_qty: number | null;
    conversion_factor: number;
    warehouse?: string | null;
    delivered_by_supplier: number;
  }[];
  packed_items?: {
    parent_detail_docname: string;
    item_code: string;
    qty: number;
    warehouse?: string | null;
  }[];
}

/** Everything that exists on the site; 'unreadable' where the site refuses to show a type. */
export interface Documents {
  warehouses: WarehouseDocument[];
  items: ItemDocument[];
  bins: BinDocument[];
  purchaseOrders: PurchaseOrderDocument[] | 'unreadable';
  holidayLists: HolidayListDocument[] | 'unreadable';
  companies: CompanyDocument[];
  bundles: ProductBundleDocument[];
  /** Units of which only whole numbers may be ordered. */
  wholeNumberUoms: string[];
  salesOrders: SalesOrderDocument[];
  /** IANA zone of the site. */
  timeZone: string | null;
}

export type WarehouseClass = 'SELLABLE' | 'NEEDS_PROCESSING' | 'IN_TRANSIT' | 'NOT_AVAILABLE' | 'GROUP';

/** The body of a promise request. */
export interface OrderRequest {
  customer: string;
  items: { item_code: string; qty: number; warehouse?: string; uom?: string }[];
  desired_date?: string;
  sales_order_id?: string;
  rules?: Partial<RequestRules>;
}

export interface RequestRules {
  no_weekends: boolean;
  cutoff_time: string;
  timezone: string;
  order_created_at: string;
  lead_time_buffer_days: number;
  processing_lead_time_days: number;
  desired_date_mode: 'LATEST_ACCEPTABLE' | 'STRICT_FAIL' | 'NO_EARLY_DELIVERY';
  inbound_scope: 'SCOPE' | 'COMPANY';
  overdue_po: 'EXCLUDE' | 'ASSUME_DAYS';
  overdue_po_days: number;
}

/** What a deployment configures. */
export interface Deployment {
  defaultWarehouse: string;
  /** Used for rules that an order does not name. */
  rules: Omit<RequestRules, 'timezone' | 'order_created_at'> & { timezone: string | null };
  /** 0 is Sunday. */
  weeklyOff: number[];
  /** Greatest age of supply figures while nothing is broken, in milliseconds. */
  oldestFigures: number;
  warehouseClasses: Record<string, WarehouseClass>;
  /** Working days by item code, and by warehouse. */
  itemLeadTimes: Record<string, number>;
  warehouseLeadTimes: Record<string, number>;
}

export function defaultDeployment(defaultWarehouse: string): Deployment {
  return {
    defaultWarehouse,
    rules: {
      no_weekends: true,
      cutoff_time: '14:00',
      timezone: null,
      lead_time_buffer_days: 1,
      processing_lead_time_days: 1,
      desired_date_mode: 'LATEST_ACCEPTABLE',
      inbound_scope: 'SCOPE',
      overdue_po: 'EXCLUDE',
      overdue_po_days: 5,
    },
    weeklyOff: [0, 6],
    oldestFigures: 60_000,
    warehouseClasses: {},
    itemLeadTimes: {},
    warehouseLeadTimes: {},
  };
}
