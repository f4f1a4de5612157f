import type { ListQuery } from './erpnext-client.js';

export const warehouseQuery: ListQuery = {
  doctype: 'Warehouse',
  fields: [
    'name',
    'parent_warehouse',
    'is_group',
    'company',
    'disabled',
    'warehouse_type',
    'is_rejected_warehouse',
  ],
  order_by: 'name asc',
};

export const companyQuery: ListQuery = {
  doctype: 'Company',
  fields: ['name', 'default_holiday_list'],
  order_by: 'name asc',
};

export function holidayListQuery(names: readonly string[]): ListQuery {
  return {
    doctype: 'Holiday List',
    fields: [
      'name',
      'from_date',
      'to_date',
      'holidays.holiday_date as holiday_date',
      'holidays.weekly_off as weekly_off',
    ],
    filters: [['name', 'in', names]],
    order_by: '`tabHoliday List`.name asc, `tabHoliday`.holiday_date asc',
  };
}

export const bundleQuery: ListQuery = {
  doctype: 'Product Bundle',
  fields: ['name', 'new_item_code', 'disabled', 'items.item_code as row_item_code', 'items.qty as row_qty'],
  order_by: '`tabProduct Bundle`.name asc, `tabProduct Bundle Item`.idx asc',
};

/** Units of which only whole numbers can be ordered. */
export const wholeNumberUomQuery: ListQuery = {
  doctype: 'UOM',
  fields: ['name'],
  filters: [['must_be_whole_number', '=', 1]],
  order_by: 'name asc',
};

/** Whether documents may be read at all, with as little as possible of them. */
export function probe(doctype: string): ListQuery {
  return { doctype, fields: ['name'], order_by: 'name asc', limit_page_length: 1 };
}
