import { collationKey } from '../database/collation.js';
import { type Row } from '../database/database.js';
import { addDays } from '../database/site-clock.js';
import { type Book } from '../seed/book.js';
import { addCompany } from '../seed/masters.js';
import { type CsvLine, type CsvTables } from './csv-table.js';

export interface Place {
  readonly name: string;
  readonly company: string;
  readonly isGroup: boolean;
}

/** By collation key, as ERPNext tells names apart. */
export type Known<T> = ReadonlyMap<string, T>;

/** Warehouses and their companies: from warehouses.csv, else those that stock and orders name. */
export function addPlaces(book: Book, tables: CsvTables): Map<string, Place> {
  const places = new Map<string, Place>();
  const given = tables.warehouses.length > 0;
  const companies = new Map<string, string>();
  const rows: Row[] = [];
  const add = (name: string, line: CsvLine): void => {
    if (name === '') return;
    if (places.has(collationKey(name))) {
      if (given) line.fault('warehouse', `"${name}" is there twice`);
      return;
    }
    const company = (given ? line.text('company') : '') || companyOf(name);
    companies.set(company, abbreviationOf(name));
    const isGroup = given && line.flag('is_group', false);
    places.set(collationKey(name), { name, company, isGroup });
    rows.push({
      name,
      warehouse_name: name.replace(/ - [^-]+$/, ''),
      company,
      is_group: isGroup ? 1 : 0,
      parent_warehouse: given ? line.text('parent_warehouse') || null : null,
      disabled: given && line.flag('disabled', false) ? 1 : 0,
      warehouse_type: given ? line.text('warehouse_type') || null : null,
      is_rejected_warehouse: given && line.flag('is_rejected_warehouse', false) ? 1 : 0,
    });
  };
  if (given) for (const line of tables.warehouses) add(line.required('warehouse'), line);
  else for (const line of [...tables.bins, ...tables.orders]) add(line.text('warehouse'), line);
  for (const line of tables.warehouses) {
    const parent = line.text('parent_warehouse');
    if (parent !== '' && places.get(collationKey(parent))?.isGroup !== true) {
      line.fault('parent_warehouse', `"${parent}" is not a group in this file`);
    }
  }
  for (const [company, abbr] of companies) {
    addCompany(book, company, abbr, null);
    const root = `All Warehouses - ${abbr}`;
    if (!places.has(collationKey(root))) {
      book.add('Warehouse', { name: root, warehouse_name: 'All Warehouses', company, is_group: 1 });
    }
    for (const row of rows.filter((each) => each['company'] === company)) {
      book.add('Warehouse', {
        ...row,
        parent_warehouse: row['parent_warehouse'] ?? (row['name'] === root ? null : root),
      });
    }
  }
  return places;
}

/** "Stores - AP" belongs to the company AP; a name without such an end to "Company". */
function companyOf(warehouse: string): string {
  return / - ([^-]+)$/.exec(warehouse)?.[1] ?? 'Company';
}

function abbreviationOf(warehouse: string): string {
  return / - ([^-]+)$/.exec(warehouse)?.[1] ?? 'C';
}

/** One Holiday List for each company that has holidays. Without a weekly off day, weekends are added. */
export function addHolidays(book: Book, tables: CsvTables, places: Known<Place>): void {
  const companies = new Set([...places.values()].map(({ company }) => company));
  const byCompany = new Map<string, Map<string, Row>>();
  for (const line of tables.holidays) {
    const day = line.required('holiday_date') === '' ? null : line.date('holiday_date', book.today);
    const only = line.text('company');
    if (only !== '' && !companies.has(only)) line.fault('company', `"${only}" has no warehouse`);
    const weeklyOff = line.flag('weekly_off', false);
    if (day === null) continue;
    for (const company of only === '' ? companies : [only]) {
      const days = byCompany.get(company) ?? new Map<string, Row>();
      byCompany.set(company, days);
      if (days.has(day)) line.fault('holiday_date', `${day} is there twice`);
      days.set(day, {
        holiday_date: day,
        weekly_off: weeklyOff ? 1 : 0,
        description: line.text('description') || 'Holiday',
      });
    }
  }
  for (const [company, days] of byCompany) addHolidayList(book, company, days);
}

function addHolidayList(book: Book, company: string, days: Map<string, Row>): void {
  const sorted = [...days.keys()].sort();
  const from = `${sorted[0]?.slice(0, 4)}-01-01`;
  const to = `${sorted.at(-1)?.slice(0, 4)}-12-31`;
  if (![...days.values()].some((row) => row['weekly_off'] === 1)) {
    for (let day = from; day <= to; day = addDays(day, 1)) {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      if (weekday % 6 === 0) days.set(day, { holiday_date: day, weekly_off: 1, description: 'Weekend' });
    }
  }
  const holidays = [...days.values()].sort((a, b) =>
    String(a['holiday_date']) < String(b['holiday_date']) ? -1 : 1,
  );
  const name = `Holidays ${company}`;
  book.add(
    'Holiday List',
    { name, holiday_list_name: name, from_date: from, to_date: to, total_holidays: holidays.length },
    { holidays },
  );
  book.change('Company', company, { default_holiday_list: name });
}

export function placeIn(line: CsvLine, places: Known<Place>): Place | undefined {
  const name = line.text('warehouse');
  const place = places.get(collationKey(name));
  if (name !== '' && place === undefined) line.fault('warehouse', `"${name}" is not in warehouses.csv`);
  if (place?.isGroup === true) line.fault('warehouse', `"${name}" is a group and holds no stock`);
  return place;
}
