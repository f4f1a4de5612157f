import { type Documents, type OrderRequest } from './documents.js';
import { type Random } from './random.js';

/** One thing that makes a valid order invalid, and the HTTP status that it must get. */
export interface Breakage {
  status: 404 | 422;
  breaks: (order: OrderRequest, random: Random) => void;
}

type Loose = Record<string, unknown>;
const loose = (part: object): Loose => part as Loose;

const onLine =
  (change: (line: Loose) => void) =>
  (order: OrderRequest, random: Random): void =>
    change(loose(random.oneOf(order.items)));
const onRules =
  (field: string, value: unknown) =>
  (order: OrderRequest): void => {
    order.rules = { ...order.rules, [field]: value };
  };
const onOrder =
  (field: string, value: unknown) =>
  (order: OrderRequest): void => {
    loose(order)[field] = value;
  };
const set = (field: string, value: unknown) => onLine((line) => (line[field] = value));

const ofShape: ((order: OrderRequest, random: Random) => void)[] = [
  ...[0, -1, -0.5, 1_000_000_000.5, 1e300, 0.1234567891, 1e-10, '5', null, true, [1]].map((qty) =>
    set('qty', qty),
  ),
  onLine((line) => delete line['qty']),
  onLine((line) => delete line['item_code']),
  ...['', 7, null].map((code) => set('item_code', code)),
  set('warehouse', 7),
  set('uom', 'No such unit'),
  set('quantity', 5),
  ...[undefined, '', 7, null].map((customer) => onOrder('customer', customer)),
  ...[undefined, [], {}, 'Bolt', [null]].map((items) => onOrder('items', items)),
  (order) => {
    const [line] = order.items;
    order.items = Array.from({ length: 501 }, () => ({ ...line, item_code: line?.item_code ?? '', qty: 1 }));
  },
  ...['2026-02-30', '1969-12-31', '10000-01-01', '24.12.2026', '2026-1-1', 20261224].map((date) =>
    onOrder('desired_date', date),
  ),
  onOrder('desired_dat', '2026-12-24'),
  onOrder('rules', 'none'),
  ...['24:00', '9:00', '14:60', '14:00:00', 14].map((time) => onRules('cutoff_time', time)),
  ...['Mars/Base', '', 'Europe/Nowhere', 1].map((zone) => onRules('timezone', zone)),
  ...['2026-11-24', '2026-11-24T25:00', '2026-11-24 13:00', '2026-02-30T10:00', '1969-12-31T10:00'].map(
    (at) => onRules('order_created_at', at),
  ),
  ...[-1, 3_651, 1.5, '1'].flatMap((days) => [
    onRules('lead_time_buffer_days', days),
    onRules('processing_lead_time_days', days),
  ]),
  ...[0, 3_651, 1.5].map((days) => (order: OrderRequest) => {
    order.rules = { ...order.rules, overdue_po: 'ASSUME_DAYS', overdue_po_days: days };
  }),
  onRules('no_weekends', 'yes'),
  onRules('desired_date_mode', 'latest_acceptable'),
  onRules('inbound_scope', 'ALL'),
  onRules('overdue_po', 'IGNORE'),
  onRules('no_weekend', true),
];

const otherCompany = (documents: Documents) => (order: OrderRequest) => {
  const leaves = documents.warehouses.filter((w) => !w.is_group && !w.disabled);
  const [first] = leaves;
  const other = leaves.find((w) => w.company !== first?.company);
  const [line] = order.items;
  if (!first || !other || !line) return;
  order.items = [
    { ...line, warehouse: first.name },
    { ...line, warehouse: other.name },
  ];
};

/** All ways to break an order for which the site has what it takes. */
export function breakages(documents: Documents): Breakage[] {
  const inDocuments: ((order: OrderRequest, random: Random) => void)[] = [
    set('item_code', 'No such item'),
    set('warehouse', 'No such warehouse'),
    ...documents.items
      .filter((item) => item.disabled || item.has_variants)
      .slice(0, 4)
      .map((item) => onLine((line) => Object.assign(line, { item_code: item.name, uom: item.stock_uom }))),
    ...documents.warehouses
      .filter((w) => w.disabled)
      .slice(0, 2)
      .map((w) => set('warehouse', w.name)),
  ];
  if (new Set(documents.warehouses.map((w) => w.company)).size > 1) inDocuments.push(otherCompany(documents));
  return [
    ...[...ofShape, ...inDocuments].map((breaks): Breakage => ({ status: 422, breaks })),
    ...[1, 2].map((): Breakage => ({ status: 404, breaks: onOrder('sales_order_id', 'No such order') })),
  ];
}
