import { check, date, defineDocType, float, int, link, table, text, type DocType } from './doctype.js';

/** Companies, warehouses, items and calendars. */
export const masters: readonly DocType[] = [
  defineDocType(
    'Company',
    {
      company_name: text,
      abbr: text,
      default_currency: { kind: 'text', default: 'EUR' },
      country: { kind: 'text', default: 'Germany' },
      default_holiday_list: link('Holiday List'),
      is_group: check,
      lft: int,
      rgt: int,
    },
    { naming: 'field:company_name' },
  ),
  defineDocType(
    'Warehouse',
    {
      warehouse_name: text,
      is_group: check,
      parent_warehouse: link('Warehouse'),
      company: link('Company'),
      disabled: check,
      warehouse_type: text,
      is_rejected_warehouse: check,
      default_in_transit_warehouse: link('Warehouse'),
      account: text,
      address_line_1: text,
      address_line_2: text,
      city: text,
      state: text,
      pin: text,
      email_id: text,
      phone_no: text,
      mobile_no: text,
      old_parent: text,
      lft: int,
      rgt: int,
    },
    { naming: 'warehouse', indexes: [['modified']] },
  ),
  defineDocType(
    'UOM',
    { uom_name: text, must_be_whole_number: check, enabled: { kind: 'check', default: 1 } },
    {
      naming: 'field:uom_name',
    },
  ),
  defineDocType(
    'Item',
    {
      item_code: text,
      item_name: text,
      item_group: { kind: 'text', default: 'Products' },
      description: text,
      stock_uom: link('UOM', { default: 'Nos' }),
      disabled: check,
      is_stock_item: { kind: 'check', default: 1 },
      has_variants: check,
      variant_of: link('Item'),
      is_purchase_item: { kind: 'check', default: 1 },
      is_sales_item: { kind: 'check', default: 1 },
      lead_time_days: int,
      safety_stock: float,
      valuation_rate: float,
      last_purchase_rate: float,
      uoms: table('UOM Conversion Detail'),
      item_defaults: table('Item Default'),
    },
    { naming: 'field:item_code', indexes: [['modified'], ['item_code']] },
  ),
  defineDocType(
    'UOM Conversion Detail',
    { uom: link('UOM'), conversion_factor: float },
    {
      isChild: true,
      indexes: [['=parent']],
    },
  ),
  defineDocType(
    'Item Default',
    { company: link('Company'), default_warehouse: link('Warehouse') },
    {
      isChild: true,
      indexes: [['=parent']],
    },
  ),
  defineDocType(
    'Product Bundle',
    { new_item_code: link('Item'), description: text, disabled: check, items: table('Product Bundle Item') },
    { naming: 'field:new_item_code', indexes: [['modified']] },
  ),
  defineDocType(
    'Product Bundle Item',
    { item_code: link('Item'), qty: float, uom: link('UOM'), description: text },
    {
      isChild: true,
      indexes: [['=parent']],
    },
  ),
  defineDocType(
    'Holiday List',
    {
      holiday_list_name: text,
      from_date: date,
      to_date: date,
      total_holidays: int,
      weekly_off: text,
      holidays: table('Holiday'),
    },
    { naming: 'field:holiday_list_name' },
  ),
  defineDocType(
    'Holiday',
    { holiday_date: date, weekly_off: check, description: text },
    {
      isChild: true,
      indexes: [['=parent']],
    },
  ),
];
