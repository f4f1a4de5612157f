import { Calendar } from '../../apps/promise/src/domain/calendar.js';
import { type CompanyDay, dayIn, type Inbound, type ItemDay } from './company-day.js';

/** Monday. */
export const TODAY = dayIn('2026-03-02');

export const inbound = (more: Partial<Inbound> = {}): Inbound => ({
  row: 'row 1',
  supplier: 'Northern Supply',
  openQty: 100,
  expected: TODAY + 7,
  isOnHold: false,
  hasDestination: true,
  ...more,
});

export const item = (more: Partial<ItemDay> = {}): ItemDay => ({
  code: 'BOLT',
  leadTimeDays: 0,
  onHand: 0,
  reserved: 0,
  inbound: [],
  ...more,
});

/** A Monday in a company that works from Monday to Friday. */
export const dayWith = (...items: readonly ItemDay[]): CompanyDay => ({
  today: TODAY,
  orderDay: TODAY,
  calendar: new Calendar(new Set([0, 6])),
  items: new Map(items.map((one) => [one.code, one])),
});
