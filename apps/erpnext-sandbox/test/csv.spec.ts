import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CsvFaults } from '../src/csv/csv-faults.js';
import { readCsvFolder } from '../src/csv/csv-folder.js';
import { type Rows } from '../src/seed/rows.js';
import { call, start } from './running.js';

const today = '2026-11-24';
const example = join(import.meta.dirname, '../../../examples/csv');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-csv-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(files: Readonly<Record<string, string>>): Rows {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return readCsvFolder(folder)(today);
}

function faultsOf(files: Readonly<Record<string, string>>): string[] {
  try {
    read(files);
  } catch (error) {
    if (error instanceof CsvFaults) return error.message.split('\n');
    throw error;
  }
  return [];
}

const items = 'item_code,stock_uom\nBOLT,Nos\n"O""RING, 5",Nos\nSTEEL,Kg\n';
const bins =
  'item_code,warehouse,actual_qty,reserved_qty\nBOLT,Stores - AP,100,12\nSTEEL,Stores - AP,0.5,\nbolt,Shop - AP,7,\n';

describe('a folder of CSV files', () => {
  it('needs items and bins only; warehouses and companies follow from their names', () => {
    const rows = read({ 'items.csv': items, 'bins.csv': bins });
    expect(rows['Company']).toMatchObject([{ name: 'AP', abbr: 'AP' }]);
    expect(rows['Warehouse']?.map((row) => [row['name'], row['parent_warehouse'] ?? null])).toEqual([
      ['All Warehouses - AP', null],
      ['Stores - AP', 'All Warehouses - AP'],
      ['Shop - AP', 'All Warehouses - AP'],
    ]);
    expect(rows['Bin']).toMatchObject([
      { item_code: 'BOLT', actual_qty: 100, reserved_qty: 12, projected_qty: 88 },
      { item_code: 'STEEL', actual_qty: 0.5 },
      { item_code: 'BOLT', warehouse: 'Shop - AP', actual_qty: 7 },
    ]);
  });

  it('makes one order of the lines with one name, and Bins that expect it', () => {
    const orders = [
      'name,item_code,qty,received_qty,uom,schedule_date,expected_delivery_date,warehouse,status,delivered_by_supplier',
      'PO-1,BOLT,5,2,Box,2026-12-01,,Stores - AP,,',
      'PO-1,STEEL,2.5,,,today+3,today+5,,,',
      'PO-2,BOLT,9,,,2026-12-01,,Stores - AP,On Hold,',
      'PO-3,BOLT,9,,,2026-12-01,,Stores - AP,Closed,',
      'PO-4,BOLT,9,,,2026-12-01,,Stores - AP,,yes',
    ].join('\n');
    const uoms = 'item_code,uom,conversion_factor\nBOLT,Box,12\n';
    const rows = read({
      'items.csv': items,
      'bins.csv': bins,
      'purchase_orders.csv': orders,
      'uoms.csv': uoms,
    });
    expect(rows['Purchase Order']).toMatchObject([
      { name: 'PO-1', company: 'AP', status: 'To Receive and Bill', schedule_date: '2026-11-27' },
      { name: 'PO-2', status: 'On Hold' },
      { name: 'PO-3', status: 'Closed' },
      { name: 'PO-4', status: 'To Receive and Bill' },
    ]);
    expect(rows['Purchase Order Item']?.slice(0, 2)).toMatchObject([
      { parent: 'PO-1', item_code: 'BOLT', uom: 'Box', conversion_factor: 12, stock_qty: 60 },
      { parent: 'PO-1', schedule_date: '2026-11-27', expected_delivery_date: '2026-11-29', warehouse: null },
    ]);
    expect(rows['Purchase Order Item']?.at(-1)).toMatchObject({ delivered_by_supplier: 1, received_qty: 9 });
    expect(rows['Bin']?.[0]).toMatchObject({ item_code: 'BOLT', ordered_qty: 36 + 9 });
  });

  it('adds weekends to a list of feasts alone', () => {
    const rows = read({
      'items.csv': items,
      'bins.csv': bins,
      'holidays.csv': 'holiday_date,description\n2026-12-25,Christmas\n',
    });
    expect(rows['Company']?.[0]?.['default_holiday_list']).toBe('Holidays AP');
    expect(rows['Holiday']?.filter((row) => row['weekly_off'] === 1)).toHaveLength(104);
    expect(rows['Holiday']).toContainEqual(
      expect.objectContaining({ holiday_date: '2026-12-25', weekly_off: 0 }),
    );
    expect(rows['Holiday List']).toMatchObject([
      { from_date: '2026-01-01', to_date: '2026-12-31', total_holidays: 105 },
    ]);
  });

  it('leaves the weekly off days to a list that has some', () => {
    const holidays = 'holiday_date,weekly_off\n2026-12-25,no\n2026-12-04,yes\n';
    const rows = read({ 'items.csv': items, 'bins.csv': bins, 'holidays.csv': holidays });
    expect(rows['Holiday']?.map((row) => row['holiday_date'])).toEqual(['2026-12-04', '2026-12-25']);
  });

  it('names every fault with its file, line and column', () => {
    const faults = faultsOf({
      'items.csv': 'item_code,stock_uom,colour\nBOLT,Nos,red\n,Nos,\nbolt,Nos,\n',
      'bins.csv':
        'item_code,warehouse,actual_qty\nNUT,Stores - AP,1\nBOLT,Stores - AP,many\nBOLT,,3\nBOLT,Stores - AP,2\n',
      'purchase_orders.csv':
        'name,item_code,qty,schedule_date,status,uom\nPO-1,BOLT,0,2026-02-30,Open,Box\nPO-1,BOLT,1,2026-02-01,On Hold,\n',
      'holidays.csv': 'description\nChristmas\n',
    });
    expect(faults).toEqual([
      'items.csv, line 1, column colour: unknown; known are item_code, item_name, stock_uom, is_stock_item, disabled, has_variants, variant_of, lead_time_days, safety_stock',
      'holidays.csv, line 1, column holiday_date: this column is missing',
      'items.csv, line 3, column item_code: must not be empty',
      'items.csv, line 4, column item_code: "bolt" is there twice',
      'bins.csv, line 2, column item_code: "NUT" is not in items.csv',
      'bins.csv, line 3, column actual_qty: "many" is not a number such as 12 or 0.75, with at most 9 decimals',
      'bins.csv, line 4, column warehouse: must not be empty',
      'bins.csv, line 5, column item_code: "BOLT" in "Stores - AP" is there twice',
      'purchase_orders.csv, line 2, column status: "Open" is not one of To Receive and Bill, To Receive, To Bill, Completed, Draft, On Hold, Closed, Delivered',
      'purchase_orders.csv, line 2, column qty: must be more than 0, not 0',
      'purchase_orders.csv, line 2, column schedule_date: "2026-02-30" is not a date such as 2026-12-24 or today+7',
      'purchase_orders.csv, line 2, column uom: "Box" has no conversion factor for "BOLT" in uoms.csv',
      'purchase_orders.csv, line 3, column status: differs from the other lines of PO-1',
    ]);
  });

  it('checks stock and orders against warehouses.csv', () => {
    const warehouses =
      'warehouse,company,is_group,parent_warehouse\nAll - AP,Acme,yes,\nStores - AP,Acme,,All - AP\nYard - AP,Acme,,Stores - AP\n';
    expect(
      faultsOf({
        'items.csv': items,
        'warehouses.csv': warehouses,
        'bins.csv': 'item_code,warehouse,actual_qty\nBOLT,All - AP,1\nBOLT,Shop - AP,1\n',
      }),
    ).toEqual([
      'warehouses.csv, line 4, column parent_warehouse: "Stores - AP" is not a group in this file',
      'bins.csv, line 2, column warehouse: "All - AP" is a group and holds no stock',
      'bins.csv, line 3, column warehouse: "Shop - AP" is not in warehouses.csv',
    ]);
  });

  it('says which file or folder is not there', () => {
    expect(faultsOf({ 'items.csv': items })).toEqual([`bins.csv: is not in ${folder}`]);
    expect(() => readCsvFolder(join(folder, 'nope'))).toThrow('is not a folder');
  });

  it('takes UTF-8 with or without a byte order mark, and nothing else', () => {
    expect(faultsOf({ 'items.csv': `\ufeff${items}`, 'bins.csv': bins })).toEqual([]);
    const encoded = (name: string, text: string, encoding: BufferEncoding): string[] => {
      writeFileSync(join(folder, name), Buffer.from(text, encoding));
      return faultsOf({});
    };
    const words = 'is not UTF-8: save the file as "CSV UTF-8"';
    const places = 'warehouse\nStores - AP\nShop - AP\nLäden - AP\n';
    expect(encoded('warehouses.csv', places, 'latin1')).toEqual([`warehouses.csv, line 4: ${words}`]);
    expect(encoded('warehouses.csv', places, 'utf8')).toEqual([]);
    expect(encoded('items.csv', `\ufeff${items}`, 'utf16le')).toEqual([`items.csv, line 1: ${words}`]);
  });

  it('does not blame the other files for an items.csv without items', () => {
    const orders = 'name,item_code,qty,schedule_date\nPO-1,BOLT,1,soon\n';
    expect(
      faultsOf({ 'items.csv': 'item\nBOLT\n', 'bins.csv': bins, 'purchase_orders.csv': orders }),
    ).toEqual([
      'items.csv, line 1, column item_code: this column is missing',
      expect.stringMatching(/^items.csv, line 1, column item: unknown/),
      'purchase_orders.csv, line 2, column schedule_date: "soon" is not a date such as 2026-12-24 or today+7',
    ]);
    expect(faultsOf({ 'items.csv': 'item_code\n', 'purchase_orders.csv': '' })).toContain(
      'items.csv: has no items',
    );
  });

  it('says where a file is no CSV', () => {
    const faults = faultsOf({ 'items.csv': 'item_code,stock_uom\n"BOLT,Nos\n', 'bins.csv': bins });
    expect(faults[0]).toMatch(/^items\.csv, line \d: .*[Qq]uote/);
  });
});

describe('the example folder', () => {
  it('starts a sandbox', async () => {
    const sandbox = await start({ company: readCsvFolder(example) });
    try {
      const fields = '["warehouse","actual_qty","reserved_qty","reserved_qty_for_production","ordered_qty"]';
      const answer = await call(
        sandbox,
        'GET',
        `/api/resource/Bin?fields=${fields}&filters={"item_code":"BOLT-M8"}&order_by=warehouse asc`,
      );
      expect(answer.json['data']).toEqual([
        {
          warehouse: 'Goods In Transit - AP',
          actual_qty: 90,
          reserved_qty: 0,
          reserved_qty_for_production: 0,
          ordered_qty: 0,
        },
        {
          warehouse: 'North 1 - AP',
          actual_qty: 60,
          reserved_qty: 0,
          reserved_qty_for_production: 0,
          ordered_qty: 0,
        },
        {
          warehouse: 'Stores - AP',
          actual_qty: 1200,
          reserved_qty: 180,
          reserved_qty_for_production: 40,
          ordered_qty: 360,
        },
      ]);
      const company = await call(sandbox, 'GET', '/api/resource/Company/Acme Parts');
      expect(company.json['data']).toMatchObject({ abbr: 'AP', default_holiday_list: 'Holidays Acme Parts' });
    } finally {
      await sandbox.stop();
    }
  });
});
