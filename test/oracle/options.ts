import { type Answer, type AnswerOption } from './answer.js';
import { type Deployment, type Documents, type OrderRequest } from './documents.js';
import { applyDesiredDate, read, type Reading } from './reading.js';
import { classOf, sameItem } from './supply.js';

/** One order as it was judged. */
export interface Judged {
  documents: Documents;
  deployment: Deployment;
  request: OrderRequest;
  now: number;
  reading: Reading;
}

/** Rule 13 as properties: what is wrong with the offered options, one text each. */
export function wrongOptions(judged: Judged, answer: Answer): string[] {
  const wrong = answer.options.flatMap((option): string[] => {
    const named = `option ${option.type} ${option.po_id ?? ''} ${option.promise_date}`;
    if (!option.promise_date) return [`${named}: no date`];
    if (!option.description || !option.impact) return [`${named}: no description or impact`];
    if (answer.promise_date !== null && option.promise_date >= answer.promise_date) {
      return [`${named}: not earlier than ${answer.promise_date}`];
    }
    const dates = datesOf(option, judged);
    return dates.includes(option.promise_date)
      ? []
      : [`${named}: the change gives ${dates.join(', ') || 'nothing'}`];
  });
  const missed = missedExpedite(judged, answer);
  return missed ? [...wrong, missed] : wrong;
}

/** The promise dates that the change which an option describes may give. */
function datesOf(option: AnswerOption, judged: Judged): string[] {
  switch (option.type) {
    case 'expedite_po':
      return option.po_id ? expeditedDates(option.po_id, judged) : [];
    case 'alternate_warehouse':
      return alternateDates(option.description, judged);
    case 'split_shipment':
      return splitDates(judged);
    default:
      return [];
  }
}

const reread = (judged: Judged, change: { documents?: Documents; request?: OrderRequest }): string[] => {
  const { documents, request } = { ...judged, ...change };
  return [read(documents, judged.deployment, request, judged.now).promiseDate].filter(
    (date) => date !== null,
  );
};

/** The order, or one row of it, expected on the order day. */
function expeditedDates(name: string, judged: Judged): string[] {
  const orders = judged.documents.purchaseOrders;
  if (orders === 'unreadable') return [];
  const order = orders.find((o) => o.name === name);
  if (!order) return [];
  const wanted = judged.reading.lines.flatMap((line) => line.fulfillment.map((taken) => taken.itemCode));
  const codes = [...wanted, ...judged.reading.lines.map((line) => line.itemCode)];
  const rows = order.items.filter((row) => codes.some((code) => sameItem(code, row.item_code)));
  return [order.items, ...rows.map((row) => [row])].flatMap((moved) => {
    const items = order.items.map((row) =>
      moved.includes(row) ? { ...row, expected_delivery_date: judged.reading.orderDay } : row,
    );
    const purchaseOrders = orders.map((o) => (o === order ? { ...order, items } : o));
    return reread(judged, { documents: { ...judged.documents, purchaseOrders } });
  });
}

/** Lines of the request delivered from a warehouse that the description names: any line, or several. */
function alternateDates(description: string, judged: Judged): string[] {
  const { documents, deployment, request, reading } = judged;
  const warehouses = documents.warehouses.filter(
    (w) =>
      description.includes(w.name) &&
      !w.disabled &&
      ['SELLABLE', 'NEEDS_PROCESSING'].includes(classOf(w, documents, deployment)),
  );
  const all = request.items.map((_, index) => index);
  const latest = (index: number) =>
    reading.lines[index]?.fulfillment.map((taken) => taken.shipReady).reduce((a, b) => (a > b ? a : b), '') ??
    '';
  const last = all.map(latest).reduce((a, b) => (a > b ? a : b), '');
  const groups = [
    ...all.map((index) => [index]),
    all,
    ...all.map((index) => all.filter((i) => reading.lines[i]?.itemCode === reading.lines[index]?.itemCode)),
    all.filter((index) => (reading.lines[index]?.shortage ?? 0n) > 0n),
    all.filter((index) => latest(index) === last),
  ];
  const names = warehouses.map((warehouse) => warehouse.name);
  const described = movesIn(description, names, judged).flatMap((moves) => {
    const items = request.items.map((line, index) => {
      const warehouse = moves.get(index);
      return warehouse === undefined ? line : { ...line, warehouse };
    });
    return reread(judged, { request: { ...request, items } });
  });
  const grouped = warehouses.flatMap((warehouse) =>
    groups.flatMap((group) =>
      reread(judged, {
        request: {
          ...request,
          items: request.items.map((line, index) =>
            group.includes(index) ? { ...line, warehouse: warehouse.name } : line,
          ),
        },
      }),
    ),
  );
  return [...described, ...grouped];
}

/**
 * Which line goes to which warehouse: "BOLT-M8 from A instead of B". Said as often as there are lines that it
 * fits, it means all of them; said less often, any choice of as many, so there may be several readings.
 */
function movesIn(
  description: string,
  warehouses: readonly string[],
  { request, reading, deployment }: Judged,
): Map<number, string>[] {
  const fitting = new Map<string, { warehouse: string; lines: number[] }>();
  for (const [index, line] of request.items.entries()) {
    for (const warehouse of warehouses) {
      const before = line.warehouse ?? deployment.defaultWarehouse;
      const phrase = `${reading.lines[index]?.itemCode} from ${warehouse} instead of ${before}`;
      if (!description.includes(phrase)) continue;
      const known = fitting.get(phrase) ?? { warehouse, lines: [] };
      known.lines.push(index);
      fitting.set(phrase, known);
    }
  }
  let readings: Map<number, string>[] = [new Map()];
  for (const [phrase, { warehouse, lines }] of fitting) {
    const choices = choicesOf(lines, description.split(phrase).length - 1);
    readings = readings.flatMap((moves) =>
      choices.map((chosen) => new Map([...moves, ...chosen.map((index) => [index, warehouse] as const)])),
    );
  }
  return readings.slice(0, MOST_READINGS);
}

const MOST_READINGS = 500;

/** All ways to choose `count` of the lines. */
function choicesOf(lines: readonly number[], count: number): number[][] {
  const [first, ...others] = lines;
  if (count >= lines.length || first === undefined) return [[...lines]];
  if (count === 0) return [[]];
  return [...choicesOf(others, count - 1).map((chosen) => [first, ...chosen]), ...choicesOf(others, count)];
}

/** The dates of what is ready on its own: of single parts as allocated, and of the order without later lines. */
function splitDates(judged: Judged): string[] {
  const { request, reading, deployment } = judged;
  const buffer = request.rules?.lead_time_buffer_days ?? deployment.rules.lead_time_buffer_days;
  const mode = request.rules?.desired_date_mode ?? deployment.rules.desired_date_mode;
  const ready = [
    ...new Set(reading.lines.flatMap((line) => line.fulfillment.map((taken) => taken.shipReady))),
  ];
  const asAllocated = ready.flatMap((day) => {
    const raw = reading.calendar.addWorkingDays(day, buffer);
    const { promise } = applyDesiredDate(raw, request.desired_date, mode, reading.calendar);
    return promise === null ? [] : [promise];
  });
  const withoutLater = ready.flatMap((day) => {
    const items = request.items.filter((_, index) => {
      const line = reading.lines[index];
      return line?.shortage === 0n && line.fulfillment.every((taken) => taken.shipReady <= day);
    });
    return items.length > 0 ? reread(judged, { request: { ...request, items } }) : [];
  });
  return [...asAllocated, ...withoutLater];
}

/** A single order that alone decides the date, and would improve it, has to be offered. */
function missedExpedite(judged: Judged, answer: Answer): string | null {
  if (judged.reading.status !== 'OK') return null;
  const taken = judged.reading.lines
    .flatMap((line) => line.fulfillment)
    .filter((t) => t.source !== 'non_stock');
  const last = taken.map((t) => t.shipReady).reduce((a, b) => (a > b ? a : b), '');
  const [deciding, ...more] = new Set(taken.filter((t) => t.shipReady === last).map((t) => t.purchaseOrder));
  if (deciding === undefined || deciding === null || more.length > 0) return null;
  const dates = expeditedDates(deciding, judged);
  const improves = dates.length > 0 && dates.every((date) => date < (answer.promise_date ?? ''));
  const offered = answer.options.some((option) => option.type === 'expedite_po' && option.po_id === deciding);
  return improves && !offered ? `expediting ${deciding} would give ${dates[0]}, and is not offered` : null;
}
