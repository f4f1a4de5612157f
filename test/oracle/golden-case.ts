import {
  type Documents,
  type HolidayListDocument,
  type OrderRequest,
  type PurchaseOrderRow,
} from './documents.js';

type PurchaseOrderEntry = Omit<PurchaseOrderRow, 'name' | 'idx'> & {
  name: string;
  row: string;
  company: string;
  docstatus: number;
  status: string;
  set_warehouse: string | null;
};

/** One case of the golden files; quantities are totals per order line. */
export interface GoldenCase {
  case: number;
  why?: string;
  now: string;
  default_warehouse: string;
  documents: {
    warehouses: Documents['warehouses'];
    items: Omit<Documents['items'][number], 'uoms'>[];
    bins: Documents['bins'];
    purchase_orders: PurchaseOrderEntry[];
    holiday_lists: Record<string, HolidayListDocument>;
    companies: Record<string, string | null>;
    bundles: Record<string, [string, number][]>;
  };
  request: OrderRequest;
  expected: Record<string, unknown>;
}

/** The documents of a golden case in the shape that ERPNext's REST API gives them. */
export function documentsOf({ documents }: GoldenCase): Documents {
  return {
    warehouses: documents.warehouses,
    items: documents.items.map((item) => ({ ...item, uoms: [] })),
    bins: documents.bins,
    purchaseOrders: documents.purchase_orders.map(
      ({ name, row, company, docstatus, status, set_warehouse, ...rest }) => ({
        name,
        company,
        docstatus,
        status,
        set_warehouse,
        items: [{ name: row, idx: 1, ...rest }],
      }),
    ),
    holidayLists: Object.values(documents.holiday_lists),
    companies: Object.entries(documents.companies).map(([name, default_holiday_list]) => ({
      name,
      default_holiday_list,
    })),
    bundles: Object.entries(documents.bundles).map(([new_item_code, parts]) => ({
      new_item_code,
      disabled: 0,
      items: parts.map(([item_code, qty]) => ({ item_code, qty })),
    })),
    wholeNumberUoms: [],
    salesOrders: [],
    timeZone: 'UTC',
  };
}
