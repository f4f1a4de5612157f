import { createHash } from 'node:crypto';
import { isOtpError, OtpError } from '#libs/kernel';
import type { Bundle } from '../../../application/bundles.js';
import type { Company, HolidayList, SharedReference, Warehouse } from '../../../application/supply.js';
import { Fields } from './figures.js';

export function parseWarehouse(row: unknown): Warehouse {
  const warehouse = Fields.of(row, (fields) => `Warehouse ${fields.text('name')}`);
  return {
    name: warehouse.text('name'),
    parent_warehouse: warehouse.optionalText('parent_warehouse'),
    is_group: warehouse.flag('is_group'),
    company: warehouse.text('company'),
    disabled: warehouse.optionalFlag('disabled'),
    warehouse_type: warehouse.optionalText('warehouse_type'),
    is_rejected_warehouse: warehouse.optionalFlag('is_rejected_warehouse'),
  };
}

export function parseCompany(row: unknown): Company {
  const company = Fields.of(row, (fields) => `Company ${fields.text('name')}`);
  return {
    name: company.text('name'),
    default_holiday_list: company.optionalText('default_holiday_list'),
  };
}

/**
 * Lists from the join with their days: one row a day, at least one a list. A list with a date that can't
 * be used is closed, and a problem says why: one list must not stop the others.
 */
export function parseHolidayLists(rows: readonly unknown[]): {
  readonly lists: readonly HolidayList[];
  readonly problems: readonly string[];
} {
  const days = Map.groupBy(
    rows.map((row) => Fields.of(row, (fields) => `Holiday List ${fields.text('name')}`)),
    (row) => row.text('name'),
  );
  const problems: string[] = [];
  const lists = Array.from(days, ([name, ofList]) => {
    try {
      return parseHolidayList(name, ofList);
    } catch (error) {
      if (!isOtpError(error)) throw error;
      problems.push(error.detail);
      return closedHolidayList(name);
    }
  });
  return { lists, problems };
}

function parseHolidayList(name: string, days: readonly Fields[]): HolidayList {
  return {
    name,
    readable: true,
    from_date: days[0]?.optionalDate('from_date') ?? null,
    to_date: days[0]?.optionalDate('to_date') ?? null,
    holidays: days.flatMap((day) => {
      const date = day.optionalDate('holiday_date');
      return date === null ? [] : [{ date, weekly_off: day.optionalFlag('weekly_off') }];
    }),
  };
}

/** A list that exists, but may not be read. */
export function closedHolidayList(name: string): HolidayList {
  return { name, readable: false, from_date: null, to_date: null, holidays: [] };
}

/**
 * Enabled bundles from the join with their parts: one row a part. What a bundle with a figure that can't be
 * used consists of is not known: it is left out, and a sentence says so.
 */
export function parseBundles(rows: readonly unknown[]): {
  readonly bundles: readonly Bundle[];
  readonly unusable: readonly string[];
} {
  const rowsOf = Map.groupBy(
    rows.map((row) => Fields.of(row, (fields) => `Product Bundle ${fields.text('name')}`)),
    (row) => row.text('name'),
  );
  const bundles: Bundle[] = [];
  const unusable: string[] = [];
  for (const parts of rowsOf.values()) {
    try {
      const enabled = parts.filter((part) => !part.optionalFlag('disabled'));
      const [first] = enabled;
      if (first !== undefined)
        bundles.push({ item_code: first.text('new_item_code'), components: enabled.map(component) });
    } catch (error) {
      if (!isOtpError(error)) throw error;
      unusable.push(error.detail);
    }
  }
  return { bundles, unusable };
}

function component(row: Fields): Bundle['components'][number] {
  return { item_code: row.text('row_item_code'), qty: row.factor('row_qty') };
}

/** The zone that frappe.client.get_time_zone answers. */
export function parseTimeZone(message: unknown): string {
  const zone = Fields.of(message, () => 'System Settings').text('time_zone');
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new OtpError(
      'SUPPLY_INVALID',
      `time_zone of System Settings is ${JSON.stringify(zone.slice(0, 40))}, which is not a time zone: correct it in ERPNext.`,
    );
  }
}

/** The same content has the same version, whoever reads it. */
export function versioned(content: Omit<SharedReference, 'version'>): SharedReference {
  const version = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
  return { version, ...content };
}
