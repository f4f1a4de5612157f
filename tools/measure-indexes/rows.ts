/** How much there is. An item lies in five warehouses, an order has four rows. */
export interface SiteSize {
  readonly bins: number;
  /** Rows of purchase orders that are still open. */
  readonly openRows: number;
}

export const BINS_PER_ITEM = 5;
export const ROWS_PER_ORDER = 4;
/** Finished orders that a site of some years keeps for each open one. */
export const FINISHED_PER_OPEN = 2;
/** Of a hundred Bins: those that one patch or bulk import has stamped with the same time. */
const STAMPED_TOGETHER = 20;
const SITE_NOW = '2026-11-24 12:00:00';
export const STAMPED_AT = '2026-06-01 02:00:00.000000';

/** What is loaded, step by step: a word for the person who waits, and the statement. */
export function loadSteps(size: SiteSize): readonly { readonly what: string; readonly sql: string }[] {
  const items = Math.max(1, Math.floor(size.bins / BINS_PER_ITEM));
  const open = Math.ceil(size.openRows / ROWS_PER_ORDER);
  const finished = open * FINISHED_PER_OPEN;
  return [
    { what: `${size.bins} Bins`, sql: bins(size.bins) },
    { what: `${items} Items`, sql: itemMasters(items) },
    { what: `${open + finished} Purchase Orders`, sql: orders(open, finished) },
    {
      what: `${(open + finished) * ROWS_PER_ORDER} rows of them`,
      sql: orderRows((open + finished) * ROWS_PER_ORDER, items),
    },
  ];
}

/** The item with this number. */
export function itemCode(number: number): string {
  return `PART-${String(number).padStart(7, '0')}`;
}

export function orderName(number: number): string {
  return `PUR-ORD-${String(number).padStart(7, '0')}`;
}

/** A number from 0 to 1 that looks random and is the same in each run. */
const chance = (salt: string) => `(CRC32(CONCAT('${salt}', seq)) / 4294967296)`;
/** A name such as Frappe gives by `hash`: ten characters without an order. */
const hash = (salt: string) =>
  `LOWER(LPAD(CONV(SUBSTR(MD5(CONCAT('${salt}', seq)), 1, 13), 16, 36), 10, '0'))`;
const code = (number: string) => `CONCAT('PART-', LPAD(${number}, 7, '0'))`;
const ago = (days: string) =>
  `TIMESTAMP('${SITE_NOW}') - INTERVAL FLOOR(86400000000 * (${days})) MICROSECOND`;

function bins(count: number): string {
  const item = `seq DIV ${BINS_PER_ITEM}`;
  const modified = `IF(${chance('stamp')} * 100 < ${STAMPED_TOGETHER}, '${STAMPED_AT}', ${ago(`POW(${chance('moved')}, 1.6) * 700`)})`;
  return `INSERT INTO \`tabBin\` (name, creation, modified, modified_by, owner, item_code, warehouse, actual_qty,
    reserved_qty, reserved_qty_for_production, projected_qty, stock_uom, valuation_rate, stock_value)
  SELECT ${hash('bin')}, ${ago('1000')}, ${modified}, 'stock@acme.test', 'Administrator', ${code(item)},
    CONCAT('Warehouse ', LPAD((${item} * 3 + seq MOD ${BINS_PER_ITEM}) MOD 20, 2, '0'), ' - AP'),
    FLOOR(${chance('qty')} * 500), FLOOR(${chance('reserved')} * 20), 0, FLOOR(${chance('qty')} * 500), 'Nos', 10, 1000
  FROM seq_0_to_${count - 1} ORDER BY 1`;
}

function itemMasters(count: number): string {
  return `INSERT INTO \`tabItem\` (name, creation, modified, modified_by, owner, naming_series, item_code, item_name,
    item_group, stock_uom, description)
  SELECT ${code('seq')}, ${ago('1000')}, ${ago(`${chance('item')} * 700`)}, 'stock@acme.test', 'Administrator',
    'STO-ITEM-.YYYY.-', ${code('seq')}, CONCAT('Part number ', seq), 'Products', 'Nos',
    '<div class="ql-editor read-mode"><p>A part of the catalogue, as it is described to the supplier</p></div>'
  FROM seq_0_to_${count - 1};
  INSERT INTO \`tabUOM Conversion Detail\` (name, creation, modified, modified_by, owner, idx, uom, conversion_factor,
    parent, parentfield, parenttype)
  SELECT ${hash('uom')}, ${ago('1000')}, ${ago('1000')}, 'Administrator', 'Administrator', 1 + seq MOD 2,
    IF(seq MOD 2 = 0, 'Nos', 'Box'), IF(seq MOD 2 = 0, 1, 12), ${code('seq DIV 2')}, 'uoms', 'Item'
  FROM seq_0_to_${count * 2 - 1} ORDER BY 1`;
}

/** Finished orders first, as they were written first; one in fifty of them was cancelled. */
function orders(open: number, finished: number): string {
  const isOpen = `seq >= ${finished}`;
  const status = `CASE WHEN ${isOpen}
      THEN ELT(1 + FLOOR(${chance('status')} * 20), 'On Hold', 'Draft', 'Draft', 'To Receive', 'To Receive', 'To Receive',
        ${Array.from({ length: 14 }, () => `'To Receive and Bill'`).join(', ')})
      WHEN seq MOD 50 = 0 THEN 'Cancelled'
      ELSE ELT(1 + FLOOR(${chance('status')} * 10), 'Closed', 'To Bill', ${Array.from({ length: 8 }, () => `'Completed'`).join(', ')}) END`;
  const modified = `IF(${isOpen}, ${ago(`${chance('order')} * 120`)}, ${ago(`${chance('order')} * 60 + 1000 * (1 - seq / ${finished})`)})`;
  return `INSERT INTO \`tabPurchase Order\` (name, creation, modified, modified_by, owner, docstatus, naming_series, supplier,
    supplier_name, transaction_date, schedule_date, company, currency, conversion_rate, buying_price_list,
    price_list_currency, plc_conversion_rate, base_in_words, in_words, status, language, party_account_currency)
  SELECT CONCAT('PUR-ORD-', LPAD(seq, 7, '0')), ${ago('1000')}, ${modified}, 'buyer@acme.test', 'buyer@acme.test',
    IF(seq MOD 50 = 0 AND NOT ${isOpen}, 2, 1), 'PUR-ORD-.YYYY.-', CONCAT('Supplier ', seq MOD 500),
    CONCAT('Supplier ', seq MOD 500), DATE(${ago('60')}), DATE(${ago('0')}), 'Acme Parts', 'EUR', 1, 'Standard Buying',
    'EUR', 1, 'EUR Two Hundred And Thirty Four only.', 'EUR Two Hundred And Thirty Four only.', ${status}, 'en', 'EUR'
  FROM seq_0_to_${open + finished - 1}`;
}

/** Some items are bought far more often than others: the most wanted one has about a row in four hundred. */
function orderRows(count: number, items: number): string {
  const item = `FLOOR(POW(${chance('bought')}, 2) * ${items})`;
  return `INSERT INTO \`tabPurchase Order Item\` (name, creation, modified, modified_by, owner, docstatus, idx, item_code,
    item_name, schedule_date, expected_delivery_date, item_group, description, image, qty, stock_uom, uom, conversion_factor,
    stock_qty, warehouse, received_qty, expense_account, cost_center, item_tax_rate, material_request, material_request_item,
    sales_order, sales_order_item, parent, parentfield, parenttype)
  SELECT ${hash('row')}, ${ago('60')}, ${ago(`${chance('row')} * 60`)}, 'buyer@acme.test', 'buyer@acme.test', 1,
    1 + seq MOD ${ROWS_PER_ORDER}, ${code(item)}, CONCAT('Part number ', seq),
    DATE(${ago('0')}) + INTERVAL FLOOR(${chance('due')} * 90) - 20 DAY,
    IF(seq MOD 3 = 0, DATE(${ago('0')}) + INTERVAL FLOOR(${chance('due')} * 90) DAY, NULL), 'Products',
    '<div class="ql-editor read-mode"><p>A part of the catalogue, as it is described to the supplier</p></div>', '',
    100, 'Nos', 'Nos', 1, 100, CONCAT('Warehouse ', LPAD(seq MOD 20, 2, '0'), ' - AP'), 0, 'Cost of Goods Sold - AP',
    'Main - AP', '{}', IF(seq MOD 2 = 0, CONCAT('MAT-MR-', seq), NULL), IF(seq MOD 2 = 0, ${hash('request')}, NULL),
    IF(seq MOD 5 = 0, CONCAT('SAL-ORD-', seq), NULL), IF(seq MOD 5 = 0, ${hash('sale')}, NULL),
    CONCAT('PUR-ORD-', LPAD(seq DIV ${ROWS_PER_ORDER}, 7, '0')), 'items', 'Purchase Order'
  FROM seq_0_to_${count - 1} ORDER BY 1`;
}
