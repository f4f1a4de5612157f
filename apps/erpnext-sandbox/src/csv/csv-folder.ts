import { statSync } from 'node:fs';
import { Book } from '../seed/book.js';
import { type Rows } from '../seed/rows.js';
import { CsvFaults, type CsvFault } from './csv-faults.js';
import { addBins, addItems, addUnitsAndBundles } from './csv-company.js';
import { addOrders } from './csv-orders.js';
import { addHolidays, addPlaces } from './csv-places.js';
import { readCsvTable, type CsvFile, type CsvLine, type CsvTables } from './csv-table.js';

const files = {
  items: {
    file: 'items.csv',
    required: ['item_code'],
    optional: [
      'item_name',
      'stock_uom',
      'is_stock_item',
      'disabled',
      'has_variants',
      'variant_of',
      'lead_time_days',
      'safety_stock',
    ],
  },
  bins: {
    file: 'bins.csv',
    required: ['item_code', 'warehouse', 'actual_qty'],
    optional: ['reserved_qty', 'reserved_qty_for_production'],
  },
  orders: {
    file: 'purchase_orders.csv',
    required: ['name', 'item_code', 'qty', 'schedule_date'],
    optional: [
      'supplier',
      'status',
      'received_qty',
      'uom',
      'conversion_factor',
      'expected_delivery_date',
      'warehouse',
      'delivered_by_supplier',
    ],
  },
  holidays: {
    file: 'holidays.csv',
    required: ['holiday_date'],
    optional: ['weekly_off', 'description', 'company'],
  },
  warehouses: {
    file: 'warehouses.csv',
    required: ['warehouse'],
    optional: [
      'company',
      'parent_warehouse',
      'is_group',
      'disabled',
      'warehouse_type',
      'is_rejected_warehouse',
    ],
  },
  uoms: { file: 'uoms.csv', required: ['item_code', 'uom', 'conversion_factor'], optional: [] },
  bundles: { file: 'bundles.csv', required: ['bundle', 'item_code', 'qty'], optional: [] },
} satisfies Record<keyof CsvTables, CsvFile>;

/** The company that a folder of CSV files describes. Throws CsvFaults with everything that is wrong in it. */
export function readCsvFolder(folder: string): (today: string) => Rows {
  const faults: CsvFault[] = [];
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CsvFaults([{ file: folder, text: 'is not a folder' }]);
  }
  const read = (name: keyof typeof files): readonly CsvLine[] => {
    const before = faults.length;
    const lines = readCsvTable(folder, files[name], faults);
    if (lines === undefined && (name === 'items' || name === 'bins')) {
      faults.push({ file: files[name].file, text: `is not in ${folder}` });
    }
    if (name === 'items' && lines?.length === 0 && faults.length === before) {
      faults.push({ file: files[name].file, text: 'has no items' });
    }
    return lines ?? [];
  };
  const tables: CsvTables = {
    items: read('items'),
    bins: read('bins'),
    orders: read('orders'),
    holidays: read('holidays'),
    warehouses: read('warehouses'),
    uoms: read('uoms'),
    bundles: read('bundles'),
  };
  const build = (today: string): Rows => {
    const book = new Book(today);
    const places = addPlaces(book, tables);
    addHolidays(book, tables, places);
    const items = addItems(book, tables);
    addUnitsAndBundles(book, tables, items);
    addBins(book, tables, items, places);
    addOrders(book, tables, items, places);
    return book.all();
  };
  // Built once for its faults: nothing may start on a folder that is wrong.
  build('2000-01-03');
  if (faults.length > 0) throw new CsvFaults(faults);
  return build;
}
