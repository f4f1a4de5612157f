/**
 * A second reading of the promise rules, on purpose slow and plain, to hold the engine against: it shares no
 * code with it, works on ERPNext documents, walks the calendar day by day and counts in exact decimals.
 */
import { allocate, type Demand, demandsOf, orderedItem, Refusal, scopeOf, type Taken } from './allocation.js';
import { Calendar, dayAfter, type Day, localTime, NoWorkingDay } from './calendar.js';
import { type Deployment, type Documents, type OrderRequest } from './documents.js';
import { type Exact, total } from './exact.js';
import { type Circumstances } from './supply.js';

export interface LineReading {
  itemCode: string;
  /** In stock units; of a bundle the sum over its components, as is the shortage. */
  required: Exact;
  shortage: Exact;
  fulfillment: Taken[];
}

export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

export interface Reading {
  status: 'OK' | 'CANNOT_FULFILL' | 'CANNOT_PROMISE_RELIABLY';
  promiseDate: Day | null;
  promiseDateRaw: Day | null;
  onTime: boolean | null;
  adjusted: boolean;
  canFulfill: boolean;
  confidence: Confidence;
  orderDay: Day;
  lines: LineReading[];
  calendar: Calendar;
}

/** Rule 2. */
function orderDayOf(
  calendar: Calendar,
  now: { day: Day; time: string },
  createdAt: string | undefined,
  cutoff: string,
): Day {
  const [day = '', time = ''] = createdAt?.split('T') ?? [now.day, now.time];
  const inTime = calendar.isWorking(day) && time <= cutoff;
  const starts = inTime ? day : calendar.firstWorkingDay(dayAfter(day));
  const earliest = calendar.firstWorkingDay(now.day);
  return starts < earliest ? earliest : starts;
}

/** Rule 12 for one line or component. */
function confidenceOf(demand: Demand, today: Day): Confidence {
  const sum = (wanted: (taken: Taken) => boolean) => total(demand.taken.filter(wanted).map((t) => t.qty));
  const stock = sum((t) => t.source !== 'purchase_order');
  const isNear = (t: Taken) => t.expected !== null && today <= t.expected && t.expected <= dayAfter(today, 7);
  const near = sum((t) => t.source === 'purchase_order' && isNear(t));
  const late = sum((t) => t.source === 'purchase_order' && !isNear(t));
  if (stock * 100n >= demand.qty * 99n && demand.shortage === 0n) return 'HIGH';
  if (demand.shortage * 10n > demand.qty || late > stock + near) return 'LOW';
  return 'MEDIUM';
}

const worst = (all: Confidence[]): Confidence =>
  (['LOW', 'MEDIUM', 'HIGH'] as const).find((level) => all.includes(level)) ?? 'HIGH';

/** Rule 10. */
export function applyDesiredDate(
  raw: Day,
  desired: Day | undefined,
  mode: string,
  calendar: Calendar,
): { promise: Day | null; onTime: boolean | null; adjusted: boolean } {
  if (desired === undefined) return { promise: raw, onTime: null, adjusted: false };
  if (mode === 'NO_EARLY_DELIVERY') {
    const moved = calendar.firstWorkingDay(desired);
    return { promise: raw > moved ? raw : moved, onTime: raw <= moved, adjusted: raw < moved };
  }
  const onTime = raw <= desired;
  return { promise: mode === 'STRICT_FAIL' && !onTime ? null : raw, onTime, adjusted: false };
}

/**
 * What the engine must answer to `request` at `now` (milliseconds since 1970).
 * Throws a Refusal for an order that can not be judged.
 */
export function read(
  documents: Documents,
  deployment: Deployment,
  request: OrderRequest,
  now: number,
): Reading {
  const asked = request.rules ?? {};
  const rules = {
    ...deployment.rules,
    ...asked,
    timezone: asked.timezone ?? deployment.rules.timezone ?? documents.timeZone ?? 'UTC',
  };
  const demands = demandsOf(request, documents, deployment.defaultWarehouse);
  const companies = new Set(
    demands.map((demand) => scopeOf(demand.requestedWarehouse, documents).warehouse.company),
  );
  const [company] = companies;
  if (company === undefined || companies.size > 1) throw new Refusal(422, 'not exactly one company');
  const salesOrder = documents.salesOrders.find((order) => order.name === request.sales_order_id);
  if (request.sales_order_id !== undefined && !salesOrder) throw new Refusal(404, 'unknown Sales Order');

  const listName = documents.companies.find((c) => c.name === company)?.default_holiday_list;
  const list =
    documents.holidayLists === 'unreadable'
      ? undefined
      : documents.holidayLists.find((l) => l.name === listName);
  const calendar = new Calendar(list, deployment.weeklyOff, rules.no_weekends);
  const local = localTime(now, rules.timezone);

  try {
    const orderDay = orderDayOf(calendar, local, asked.order_created_at, rules.cutoff_time);
    const given: Circumstances = {
      documents,
      deployment,
      rules,
      calendar,
      company,
      today: local.day,
      orderDay,
      salesOrder,
    };
    allocate(demands, given);
    const confidences = demands.filter((d) => d.item.is_stock_item).map((d) => confidenceOf(d, local.day));
    if (listName && documents.holidayLists === 'unreadable') confidences.push('MEDIUM');
    if (documents.purchaseOrders === 'unreadable') confidences.push('LOW');
    return { ...judge(request, demands, given), confidence: worst(confidences), orderDay, calendar };
  } catch (error) {
    if (!(error instanceof NoWorkingDay)) throw error;
    return {
      status: 'CANNOT_PROMISE_RELIABLY',
      promiseDate: null,
      promiseDateRaw: null,
      onTime: null,
      adjusted: false,
      canFulfill: false,
      confidence: 'LOW',
      orderDay: '',
      lines: [],
      calendar,
    };
  }
}

/** Rules 9 to 11, and the lines as they are shown. */
function judge(request: OrderRequest, demands: Demand[], given: Circumstances) {
  const lines = request.items.map((_, index): LineReading => {
    const own = demands.filter((demand) => demand.line === index);
    return {
      itemCode: orderedItem(request.items[index]?.item_code ?? '', given.documents).name,
      required: total(own.map((demand) => demand.qty)),
      shortage: total(own.map((demand) => demand.shortage)),
      fulfillment: own.flatMap((demand) => demand.taken),
    };
  });
  if (demands.some((demand) => demand.shortage > 0n)) {
    const unknown = given.documents.purchaseOrders === 'unreadable';
    return {
      status: unknown ? ('CANNOT_PROMISE_RELIABLY' as const) : ('CANNOT_FULFILL' as const),
      promiseDate: null,
      promiseDateRaw: null,
      onTime: null,
      adjusted: false,
      canFulfill: false,
      lines,
    };
  }
  const ready = demands
    .filter((demand) => demand.item.is_stock_item)
    .flatMap((demand) => demand.taken.map((taken) => taken.shipReady));
  const latest = ready.length > 0 ? ready.reduce((a, b) => (a > b ? a : b)) : given.orderDay;
  const raw = given.calendar.addWorkingDays(latest, given.rules.lead_time_buffer_days);
  const { promise, onTime, adjusted } = applyDesiredDate(
    raw,
    request.desired_date,
    given.rules.desired_date_mode,
    given.calendar,
  );
  return {
    status: promise === null ? ('CANNOT_FULFILL' as const) : ('OK' as const),
    promiseDate: promise,
    promiseDateRaw: raw,
    onTime,
    adjusted,
    canFulfill: true,
    lines,
  };
}
