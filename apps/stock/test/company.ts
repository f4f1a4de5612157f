import type { Row, Sandbox } from './sandbox.js';

const LONG_AGO = '2026-01-05 08:00:00.000001';
export const STORES = 'Otp Stores - OT';
export const written = { modified: LONG_AGO, creation: LONG_AGO };
/** Codes that want to break out of filters. */
export const bulk = Array.from({ length: 500 }, (_, i) => `OTP ${i} "/%'ש`);

export const item = (name: string, changes: Row = {}): Row => ({
  ...{ name, item_code: name, item_name: name, item_group: 'Products', stock_uom: 'Nos' },
  ...{ is_stock_item: 1, disabled: 0, has_variants: 0, ...written, ...changes },
});
const unit = (parent: string, uom: string, conversion_factor: number): Row => ({
  ...{ parent, parenttype: 'Item', parentfield: 'uoms', uom, conversion_factor, ...written },
});
export const bin = (item_code: string, actual_qty: number, changes: Row = {}): Row => ({
  ...{ item_code, warehouse: STORES, actual_qty, stock_uom: 'Nos', ...written, ...changes },
});

/** A small company, whose documents were all written long ago. */
export async function putCompany(sandbox: Sandbox): Promise<void> {
  const warehouse = { company: 'Otp Test', ...written };
  await sandbox.put({
    Company: [{ name: 'Otp Test', company_name: 'Otp Test', abbr: 'OT', ...written }],
    Warehouse: [
      { name: 'All - OT', warehouse_name: 'All', is_group: 1, ...warehouse },
      { name: STORES, warehouse_name: 'Otp Stores', parent_warehouse: 'All - OT', ...warehouse },
    ],
    Item: [
      ...bulk.map((code) => item(code)),
      ...['OTP-BOLT', 'OTP-NUT', 'Otp-Öse'].map((code) => item(code)),
      item('OTP-KIT', { is_stock_item: 0 }),
    ],
    'UOM Conversion Detail': [unit('OTP-BOLT', 'Nos', 1), unit('OTP-BOLT', 'Box', 12)],
    'Product Bundle': [{ name: 'OTP-KIT', new_item_code: 'OTP-KIT', ...written }],
    'Product Bundle Item': ['OTP-BOLT', 'OTP-NUT'].map((code, i) => ({
      ...{ parent: 'OTP-KIT', parenttype: 'Product Bundle', parentfield: 'items' },
      ...{ item_code: code, qty: 4 - i, uom: 'Nos', ...written },
    })),
    Bin: [...bulk, 'OTP-BOLT', 'OTP-NUT', 'Otp-Öse'].map((code) => bin(code, 5)),
  });
}
