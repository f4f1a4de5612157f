import type { ConfiguredClass } from '#libs/kernel';
import { calendarOf, type CompanyCalendar } from './company-calendar.js';
import type { Company, HolidayList, Reference } from './supply.js';
import { type Warehouse, warehouseTree } from './warehouse-tree.js';

export type Weekday = (typeof weekdays)[number];

/** What a deployment has configured besides the defaults of rules. */
export interface Settings {
  /** Weekdays that are off where no readable holiday list says otherwise. */
  readonly weekly_off: readonly Weekday[];
  readonly warehouse_classes: Readonly<Record<string, ConfiguredClass>>;
  /** Processing lead times in working days, by item code and by warehouse name. */
  readonly processing_lead_times: {
    readonly items: Readonly<Record<string, number>>;
    readonly warehouses: Readonly<Record<string, number>>;
  };
}

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** Reference data and settings, ready for any number of orders. */
export class PreparedReference {
  readonly warehouses: ReadonlyMap<string, Warehouse>;
  /** Working days by item code. */
  readonly itemProcessingDays: ReadonlyMap<string, number>;
  /** The least that any warehouse is configured to take; Infinity when none is configured. */
  readonly leastWarehouseDays: number;
  readonly wholeNumberUoms: ReadonlySet<string>;
  private readonly weeklyOff: ReadonlySet<number>;
  private readonly companies: ReadonlyMap<string, Company>;
  private readonly lists: ReadonlyMap<string, HolidayList>;
  private readonly calendars = [
    new Map<string, CompanyCalendar>(),
    new Map<string, CompanyCalendar>(),
  ] as const;

  constructor(reference: Reference, settings: Settings) {
    const times = settings.processing_lead_times;
    const warehouseDays = new Map(Object.entries(times.warehouses));
    const classes = new Map(Object.entries(settings.warehouse_classes));
    this.warehouses = warehouseTree(reference.warehouses, classes, warehouseDays);
    this.itemProcessingDays = new Map(Object.entries(times.items));
    this.leastWarehouseDays = Math.min(...warehouseDays.values());
    this.wholeNumberUoms = new Set(reference.whole_number_uoms ?? []);
    this.weeklyOff = new Set(settings.weekly_off.map((name) => weekdays.indexOf(name)));
    this.companies = new Map(reference.companies.map((company) => [company.name, company]));
    this.lists = new Map(reference.holiday_lists.map((list) => [list.name, list]));
  }

  /** Throws SUPPLY_INVALID when the company's holiday list can't be understood. */
  calendarOf(company: string, noWeekends: boolean): CompanyCalendar {
    const kept = this.calendars[noWeekends ? 1 : 0];
    let calendar = kept.get(company);
    if (calendar === undefined) {
      calendar = calendarOf(this.listOf(company), this.weeklyOff, noWeekends);
      kept.set(company, calendar);
    }
    return calendar;
  }

  /** A list that is named but was not sent, or a company that was not, can't be known to have no holidays. */
  private listOf(company: string): HolidayList | undefined {
    const found = this.companies.get(company);
    if (found === undefined) return { name: `of ${company}`, readable: false, holidays: [] };
    const name = found.default_holiday_list;
    if (!name) return undefined;
    return this.lists.get(name) ?? { name, readable: false, holidays: [] };
  }
}

export function prepareReference(reference: Reference, settings: Settings): PreparedReference {
  return new PreparedReference(reference, settings);
}
