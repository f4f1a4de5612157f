import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** A call whose answer must stay the same whatever build gives it, as long as ERPNext says the same. */
export interface Question {
  readonly path: string;
  /** Undefined: a GET. */
  readonly body?: object;
  /** A write: its first answer is kept, and given again to all that come after. */
  readonly idempotencyKey?: string;
  /** Where a promise must come from. */
  readonly source?: 'REPLICA' | 'LIVE';
}

export interface Answer {
  readonly status: number;
  /** Whether it was the kept one. */
  readonly isReplayed: boolean;
  /** JSON; a list where it came as lines. */
  readonly body: unknown;
}

const LINES = 3;
const itemRows = z.array(z.object({ item_code: z.string() }));
const namedRows = z.array(z.object({ item_code: z.string(), item_name: z.string() }));
const orderRows = z.array(z.object({ name: z.string() }));
const orderWithItems = z.object({ items: itemRows });

/** Rules of orders, by turns. The day of order is fixed, so that tomorrow's answer is today's. */
const ways = (day: string): readonly object[] => [
  { rules: { order_created_at: `${day}T09:00` } },
  { rules: { order_created_at: `${day}T16:30`, timezone: 'Asia/Kolkata', cutoff_time: '12:00' } },
  { rules: { order_created_at: `${day}T09:00`, no_weekends: false, lead_time_buffer_days: 3 } },
  {
    desired_date: '2031-06-13',
    rules: { order_created_at: `${day}T09:00`, desired_date_mode: 'NO_EARLY_DELIVERY' },
  },
  { rules: { order_created_at: `${day}T09:00`, inbound_scope: 'COMPANY', processing_lead_time_days: 2 } },
  {
    rules: { order_created_at: `${day}T09:00`, overdue_po: 'ASSUME_DAYS', overdue_po_days: 5 },
  },
];

/** Questions of all kinds about what the engine at `url` knows, and an item that none of them speaks of. */
export async function questionsFor(url: string): Promise<{ questions: Question[]; unasked: string }> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  // None that the traffic asks for, which would be in memory whether it could be read from the replica or not.
  const found = namedRows
    .parse(await get('/api/items/search?query=steel&limit=50'))
    .filter(({ item_code, item_name }) => !/o/i.test(item_code + item_name));
  const listed = await get('/otp/sales-orders?limit=8&status=To%20Deliver%20and%20Bill');
  const sales = orderRows.parse(listed).map(({ name }) => name);
  const sold = await Promise.all(sales.map((name) => get(`/otp/sales-orders/${encodeURIComponent(name)}`)));
  const soldItems = new Set(sold.flatMap((each) => orderWithItems.parse(each).items).map(codeOf));
  const codes = found.map(codeOf);
  const unasked = codes.findLast((code) => !soldItems.has(code));
  const asked = codes.filter((code) => code !== unasked);
  const [salesOrder] = sales;
  if (unasked === undefined || salesOrder === undefined)
    throw new Error('ERPNext has too little to ask for.');

  const day = new Date().toISOString().slice(0, 10);
  const orders = asked.map((_, at) => orderOf(asked, at, day));
  const promised = (body: object, source: 'REPLICA' | 'LIVE'): Question => ({
    ...{ path: '/otp/promise', body, source },
  });
  return {
    unasked,
    questions: [
      ...orders.map((order) => promised(order, 'REPLICA')),
      ...sales.map((sales_order_id, at) => promised({ ...orders[at], sales_order_id }, 'LIVE')),
      promised({ customer: 'Skew', items: [{ item_code: 'NO SUCH ITEM', qty: 1 }] }, 'LIVE'),
      promised({ customer: 'Skew', items: [{ item_code: asked[0], qty: 0 }] }, 'LIVE'),
      { path: '/otp/bulk-promise', body: orders },
      { path: '/api/warehouses' },
      ...asked
        .slice(0, 5)
        .map((code) => ({ path: `/api/items/validate?item_code=${encodeURIComponent(code)}` })),
      {
        path: '/otp/apply',
        body: { sales_order_id: salesOrder, promise_date: '2031-06-13', confidence: 'HIGH' },
        idempotencyKey: randomUUID(),
      },
    ],
  };
}

const codeOf = ({ item_code }: { readonly item_code: string }): string => item_code;

/** From a few pieces to more than there are. */
function orderOf(codes: readonly string[], at: number, day: string): object {
  const items = Array.from({ length: LINES }, (_, line) => ({
    item_code: codes[(at + line) % codes.length],
    qty: 1 + ((at * 37) % 400) * (line + 1),
  }));
  return { customer: 'Skew', items, ...ways(day)[at % ways(day).length] };
}

export async function ask(url: string, { path, body, idempotencyKey }: Question): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const isLines = response.headers.get('content-type')?.includes('ndjson') === true;
  return {
    status: response.status,
    isReplayed: response.headers.get('idempotency-replayed') === 'true',
    body: isLines ? text.trimEnd().split('\n').map(parsed) : parsed(text),
  };
}

const parsed = (text: string): unknown => JSON.parse(text);
