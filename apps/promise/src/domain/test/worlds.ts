import * as fc from 'fast-check';
import { textOf } from '../day.js';
import type { OrderLine, PromiseRequest, Rules } from '../order.js';
import type { Bin, HolidayList, InboundRow, ItemSupply, Reference, WarehouseNode } from '../supply.js';
import type { Situation } from './promised.js';

/** A situation and an order in it. */
export interface Case {
  readonly situation: Situation & { readonly now: number };
  readonly request: PromiseRequest & { readonly rules: Rules };
}

/** `laminar`: inbound counts in its scope only and always has a destination. */
export interface Shape {
  readonly laminar: boolean;
}

const COMPANY = 'Acme Parts';
const ALL = 'All Warehouses - AP';
const NORTH = 'North - AP';
const SOUTH = 'South - AP';
export const leaves = [
  'Stores - AP',
  'North 1 - AP',
  'North 2 - AP',
  'North Finished Goods - AP',
  'South 1 - AP',
  'South Transit - AP',
  'South Scrap - AP',
] as const;
export const codes = ['Bolt', 'Nut', 'Cable'] as const;
const scopes = [
  ALL,
  NORTH,
  SOUTH,
  'North Finished Goods - AP',
  'Stores - AP',
  'North 1 - AP',
  'South 1 - AP',
];
const zones = Intl.supportedValuesOf('timeZone');
const DAY = 86_400_000;

/** Few digits each, so that every sum of them is a number again: small with nine decimals, or large with three. */
const fine = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 3, arbitrary: fc.constantFrom(0.1, 0.2, 0.3, 0.5, 2.5, 12.75) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 50_000_000_000 }).map((billionths) => billionths / 1e9) },
);
const large = fc.oneof(
  fc.constantFrom(1_000_000_000, 999_999_999.999, 500_000_000.5, 0.001),
  fc.integer({ min: 1, max: 1_000_000_000 }),
);

const chanceOf = (times: number, of: number) =>
  fc.integer({ min: 1, max: of }).map((drawn) => drawn <= times);

type Amounts = fc.Arbitrary<number>;

function binsOf(amounts: Amounts): fc.Arbitrary<Bin[]> {
  const orNothing = (weight: number) =>
    fc.oneof({ weight, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: amounts });
  const bin = (warehouse: string) =>
    fc.record({
      warehouse: fc.constant(warehouse),
      actual_qty: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: amounts }),
      reserved_qty: orNothing(9),
      reserved_qty_for_production: orNothing(19),
      reserved_qty_for_sub_contract: orNothing(19),
      reserved_qty_for_production_plan: orNothing(19),
    });
  return fc.subarray([...leaves], { minLength: 3 }).chain((some) => fc.tuple(...some.map(bin)));
}

function inboundOf(code: string, amounts: Amounts, today: number, shape: Shape): fc.Arbitrary<InboundRow[]> {
  const destination = shape.laminar
    ? fc.constantFrom<string | null>(...leaves)
    : fc.constantFrom<string | null>(...leaves, null, null);
  const row = fc.record({
    order: fc.integer({ min: 1, max: 6 }),
    status: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('To Receive', 'To Receive and Bill', 'Draft') },
      { weight: 1, arbitrary: fc.constantFrom('On Hold', 'Closed', 'Completed') },
    ),
    warehouse: destination,
    qty: amounts,
    received: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(0.5) }),
    conversion_factor: fc.oneof(
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.constant(12) },
    ),
    delivered_by_supplier: chanceOf(1, 10),
    due: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 25 }) },
      { weight: 1, arbitrary: fc.integer({ min: -9, max: -1 }) },
    ),
    confirmed: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 4 }),
  });
  return fc.array(row, { maxLength: 6 }).map((rows) =>
    rows.map(({ order, received, due, confirmed, ...rest }, at) => ({
      ...rest,
      purchase_order: `PO-${order}`,
      row: `${code}-${at}`,
      company: COMPANY,
      // Half of a small quantity has at most one digit more.
      received_qty: received === 0 ? 0 : Math.floor(rest.qty / 2),
      schedule_date: textOf(today + due),
      expected_delivery_date: confirmed === null ? null : textOf(today + confirmed),
    })),
  );
}

function itemOf(code: string, supply: { bins: Bin[]; inbound: InboundRow[] }): ItemSupply {
  return {
    item_code: code,
    stock_uom: 'Nos',
    is_stock_item: true,
    disabled: false,
    has_variants: false,
    uoms: [{ uom: 'Box', conversion_factor: 12 }],
    components: [],
    ...supply,
  };
}

const unstocked = { is_stock_item: false, bins: [], inbound: [] };
const services: readonly ItemSupply[] = [
  { ...itemOf('Installation', { bins: [], inbound: [] }), ...unstocked },
  {
    ...itemOf('Kit', { bins: [], inbound: [] }),
    ...unstocked,
    components: [
      { item_code: 'Bolt', qty: 2 },
      { item_code: 'Nut', qty: 0.5 },
      { item_code: 'Installation', qty: 1 },
    ],
  },
];

function warehouses(disabled: readonly string[]): WarehouseNode[] {
  const node = (name: string, parent: string | null, isGroup: boolean): WarehouseNode => ({
    name,
    parent_warehouse: parent,
    is_group: isGroup,
    company: COMPANY,
    disabled: disabled.includes(name),
    warehouse_type: null,
    is_rejected_warehouse: false,
  });
  const parentOf = (leaf: string) =>
    leaf.startsWith('North') ? NORTH : leaf.startsWith('South') ? SOUTH : ALL;
  return [
    node(ALL, null, true),
    node(NORTH, ALL, true),
    node(SOUTH, ALL, true),
    ...leaves.map((leaf) => node(leaf, parentOf(leaf), false)),
  ];
}

/** All weekdays marked: nothing works after the list. */
const lastWeek = (after: number) =>
  [0, 1, 2, 3, 4, 5, 6].map((back) => ({ day: after - back, weekly_off: true }));

/** A list that may end before the order does, or that is not there. */
function holidayList(today: number): fc.Arbitrary<HolidayList | null> {
  const list = fc
    .record({
      before: fc.integer({ min: -3, max: 40 }),
      after: fc.integer({ min: 3, max: 60 }),
      off: fc.array(fc.record({ day: fc.integer({ min: -40, max: 60 }), weekly_off: fc.boolean() }), {
        maxLength: 20,
      }),
      readable: chanceOf(9, 10),
      closesForGood: chanceOf(1, 15),
    })
    .map(({ before, after, off, readable, closesForGood }) => ({
      name: 'Calendar',
      readable,
      from_date: textOf(today - before),
      to_date: textOf(today + after),
      holidays: [...off, ...(closesForGood ? lastWeek(after) : [])].map(({ day, weekly_off }) => ({
        date: textOf(today + day),
        weekly_off,
      })),
    }));
  return fc.option(list, { freq: 2 });
}

function rulesOf(today: number, shape: Shape): fc.Arbitrary<Rules> {
  return fc.record({
    no_weekends: fc.boolean(),
    cutoff_time: fc.constantFrom('00:00', '09:30', '14:00', '23:59'),
    timezone: fc.constantFrom(...zones),
    order_created_at: fc.option(
      fc.integer({ min: -10, max: 3 }).map((days) => `${textOf(today + days)}T13:45`),
      { freq: 5 },
    ),
    lead_time_buffer_days: fc.integer({ min: 0, max: 4 }),
    processing_lead_time_days: fc.integer({ min: 0, max: 3 }),
    desired_date_mode: fc.constantFrom(
      'LATEST_ACCEPTABLE' as const,
      'STRICT_FAIL' as const,
      'NO_EARLY_DELIVERY' as const,
    ),
    inbound_scope: shape.laminar
      ? fc.constant('SCOPE' as const)
      : fc.constantFrom('SCOPE' as const, 'COMPANY' as const),
    overdue_po: fc.constantFrom('EXCLUDE' as const, 'ASSUME_DAYS' as const),
    overdue_po_days: fc.integer({ min: 1, max: 9 }),
  });
}

/** Mostly little, so that many orders can be filled. */
const little = fc.constantFrom(0.1, 0.2, 0.3, 1, 2, 2.5, 5, 12, 30);

function linesOf(amounts: Amounts): fc.Arbitrary<OrderLine[]> {
  const line = fc.record({
    item_code: fc.constantFrom(...codes, ...codes, 'Kit', 'Installation'),
    qty: fc.oneof({ weight: 4, arbitrary: little }, { weight: 1, arbitrary: amounts }),
    warehouse: fc.constantFrom(...scopes),
  });
  return fc.array(line, { minLength: 1, maxLength: 4 });
}

/** Days on which clocks change in Berlin or New York, and any other day of some years. */
const instants = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01'),
      fc.integer({ min: 0, max: 1_439 }),
    )
    .map(([day, minute]) => Date.parse(`${day}T00:00:00Z`) + minute * 60_000),
  fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
);

export function cases(shape: Shape): fc.Arbitrary<Case> {
  return fc.tuple(instants, fc.constantFrom(fine, fine, fine, large)).chain(([now, amounts]) => {
    const today = Math.floor(now / DAY);
    const supplies = codes.map((code) =>
      fc.record({ bins: binsOf(amounts), inbound: inboundOf(code, amounts, today, shape) }),
    );
    return fc
      .record({
        supplies: fc.tuple(...supplies),
        list: holidayList(today),
        disabled: fc.subarray(['North 2 - AP', 'South Transit - AP']),
        times: fc.record({
          items: fc.constantFrom<Record<string, number>>({}, {}, { Nut: 0 }, { Cable: 4 }),
          warehouses: fc.constantFrom<Record<string, number>>(
            {},
            {},
            { 'South 1 - AP': 0 },
            { 'North 1 - AP': 3 },
          ),
        }),
        lines: linesOf(amounts),
        rules: rulesOf(today, shape),
        desired: fc.option(fc.integer({ min: -5, max: 40 }).map((days) => textOf(today + days))),
      })
      .map(({ supplies, list, disabled, times, lines, rules, desired }): Case => {
        const reference: Reference = {
          warehouses: warehouses(disabled),
          companies: [{ name: COMPANY, default_holiday_list: list === null ? null : list.name }],
          holiday_lists: list === null ? [] : [list],
          site_time_zone: 'UTC',
        };
        const items = codes.map((code, at) => itemOf(code, supplies[at] ?? { bins: [], inbound: [] }));
        return {
          situation: {
            now,
            reference,
            items: [...items, ...services],
            settings: { processing_lead_times: times },
          },
          request: { items: lines, desired_date: desired, rules },
        };
      });
  });
}
