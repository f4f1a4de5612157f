import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Row } from '../src/database/database.js';
import { type SiteUser } from '../src/access/roles.js';

export const recordingsFolder = join(
  import.meta.dirname,
  '../../../libs/testing/fixtures/erpnext-recordings',
);

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: string;
  readonly body: unknown;
  readonly body_raw?: string;
}

interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Record<string, unknown> | null;
  readonly body_text?: string;
}

export interface Step {
  readonly name: string;
  readonly request: RecordedRequest;
  readonly response: RecordedAnswer;
}

interface Recording {
  readonly step?: string;
  readonly request?: RecordedRequest;
  readonly response?: RecordedAnswer;
  readonly steps?: readonly (Recording & { step: string })[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(recordingsFolder, `${name}.json`), 'utf8'));

export function snapshotCases(): string[] {
  const index = read('index') as Record<string, { snapshot?: boolean }>;
  return Object.keys(index).filter((name) => index[name]?.snapshot === true);
}

/** The requests of one recording with their answers. */
export function stepsOf(name: string): Step[] {
  const recording = read(name) as Recording;
  return (recording.steps ?? [{ ...recording, step: name }]).flatMap(({ step, request, response }) =>
    request !== undefined && response?.status !== undefined ? [{ name: step, request, response }] : [],
  );
}

/** The users of the recorded site. */
export const users: readonly SiteUser[] = [
  {
    name: 'otp@acme.test',
    key: 'full',
    secret: 'full',
    roles: ['Stock User', 'Purchase User', 'Sales User', 'HR Manager', 'Website Manager'],
  },
  { name: 'reader@acme.test', key: 'restricted', secret: 'restricted', roles: ['Reader'] },
  { name: 'Administrator', key: 'admin', secret: 'admin', roles: [] },
];

export function authorization(auth: string): string | undefined {
  if (auth === 'none') return undefined;
  if (auth === 'token of the full user') return 'token full:full';
  if (auth === 'token of the restricted user') return 'token restricted:restricted';
  return auth === 'token of the Administrator' ? 'token admin:admin' : auth;
}

const rows = (name: string): Row[] =>
  (read(`snapshot-${name}`) as { response: { body: { data: Row[] } } }).response.body.data;

/** The final state of the recorded site, as rows by DocType. */
export function snapshotRows(): Record<string, Row[]> {
  const childOf =
    (parenttype: string, parentfield: string) =>
    (row: Row): Row => ({ ...row, parenttype, parentfield });
  const joined = (list: Row[], make: (row: Row) => Row): Row[] => {
    const next = new Map<unknown, number>();
    return list.map((row) => {
      const idx = (next.get(row['name']) ?? 0) + 1;
      next.set(row['name'], idx);
      return { ...make(row), parent: row['name'] ?? null, idx, name: `${String(row['name'])}-${idx}` };
    });
  };
  const bundles = rows('product-bundles');
  const uoms = rows('item-uoms').filter((row) => row['uom'] !== null);
  return {
    Company: rows('companies').map((row) => ({ ...row, company_name: row['name'] ?? null })),
    Warehouse: rows('warehouses'),
    UOM: [
      { name: 'Nos', uom_name: 'Nos', must_be_whole_number: 1 },
      ...['Kg', 'Litre', 'Box'].map((name) => ({ name, uom_name: name })),
    ],
    Item: rows('items'),
    'UOM Conversion Detail': joined(uoms, ({ uom, conversion_factor }) =>
      childOf('Item', 'uoms')({ uom: uom ?? null, conversion_factor: conversion_factor ?? null }),
    ),
    'Product Bundle': [...new Map(bundles.map((row) => [row['name'], row])).values()].map((row) => ({
      name: row['name'] ?? null,
      new_item_code: row['new_item_code'] ?? null,
      disabled: row['disabled'] ?? null,
    })),
    'Product Bundle Item': joined(bundles, (row) =>
      childOf(
        'Product Bundle',
        'items',
      )({
        item_code: row['row_item_code'] ?? null,
        qty: row['row_qty'] ?? null,
        uom: row['row_uom'] ?? null,
      }),
    ),
    // The snapshot has the lists alone; the days of one are in the recording that joins them.
    Holiday: (stepsOf('holiday-list-joined')[0]?.response.body?.['data'] as Row[]).map((row, index) =>
      childOf(
        'Holiday List',
        'holidays',
      )({
        parent: row['name'] ?? null,
        idx: index + 1,
        holiday_date: row['holiday_date'] ?? null,
        weekly_off: row['weekly_off'] ?? null,
      }),
    ),
    'Holiday List': rows('holiday-lists').map((row) => ({ ...row, holiday_list_name: row['name'] ?? null })),
    Bin: [...rows('bins'), ...rows('bins-bulk')],
    'Purchase Order': rows('purchase-orders'),
    'Purchase Order Item': rows('purchase-order-rows').map(childOf('Purchase Order', 'items')),
    'Sales Order': rows('sales-orders'),
    'Sales Order Item': rows('sales-order-rows').map(childOf('Sales Order', 'items')),
  };
}
