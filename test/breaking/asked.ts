import { keys } from '#libs/redis';
import type { LinkedCluster } from '#libs/testing';
import type { OrderKind } from './breaks.js';

/** What stays the same however the figures were come by. */
interface Promised {
  readonly status: string;
  readonly promise_date: string | null;
  readonly promise_date_raw: string | null;
  readonly can_fulfill: boolean;
  readonly plan: unknown;
}

interface Body extends Promised {
  readonly confidence: string;
  readonly data_source: string;
  readonly data_as_of: string;
  readonly detail?: string;
}

export interface Asked {
  readonly kind: OrderKind;
  readonly order: Order;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly ms: number;
  readonly body: Body;
}

interface BinRow extends Pick<Order, 'item_code'> {
  readonly actual_qty: number;
  readonly reserved_qty: number;
}

export interface Order {
  readonly item_code: string;
  readonly qty: number;
}

/**
 * Orders of one item each, no two of the same, for items that have stock and goods to come: by turns one that
 * the stock covers and one that needs what is to come.
 */
export async function ordersFor({ sandboxUrl }: LinkedCluster): Promise<Order[]> {
  const answer = await fetch(`${sandboxUrl}/api/method/frappe.client.get_list`, {
    method: 'POST',
    headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
    body: JSON.stringify({
      doctype: 'Bin',
      fields: ['item_code', 'actual_qty', 'reserved_qty'],
      filters: [
        ['warehouse', '=', 'Stores - AP'],
        ['actual_qty', '>', 20],
        ['ordered_qty', '>', 5],
      ],
      order_by: 'item_code asc',
      limit_page_length: 0,
    }),
  });
  const { message } = (await answer.json()) as { message: BinRow[] };
  return message.flatMap(({ item_code, actual_qty, reserved_qty }, at) => {
    const available = actual_qty - reserved_qty;
    // One more than there is of 20: even without more to come the confidence would not be LOW.
    return available < 20 ? [] : [{ item_code, qty: at % 2 === 0 ? 5 : available + 1 }];
  });
}

export async function ask(cluster: LinkedCluster, kind: OrderKind, order: Order): Promise<Asked> {
  const before = performance.now();
  const answer = await fetch(`${cluster.url}/otp/promise`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer: 'Example', items: [order] }),
  });
  const body = (await answer.json()) as Body;
  const ms = Math.round(performance.now() - before);
  return { kind, order, status: answer.status, retryAfter: answer.headers.get('retry-after'), ms, body };
}

/** Takes the snapshot of an item out of the replica, which keeps knowing that there is such an item. */
export async function lose(cluster: LinkedCluster, { item_code }: Order): Promise<void> {
  await cluster.redis('DEL', keys.item(item_code));
}

/** Which `Outcome` an answer is; one that is none is told as it is. Orders here are never LOW when all is well. */
export function outcomeOf({ status, retryAfter, body }: Asked): string {
  if (status === 504) return '504';
  if (status === 503) return Number(retryAfter) > 0 ? '503' : '503 without Retry-After';
  if (status !== 200) return `${status} ${body.detail}`;
  const { data_source: source, confidence } = body;
  if (source === 'STALE') return confidence === 'LOW' ? 'STALE' : `STALE with ${confidence}`;
  if (body.status === 'CANNOT_PROMISE_RELIABLY') return 'STOCK ALONE';
  return confidence === 'LOW' ? 'STOCK ALONE' : source;
}

export function promisedIn({ body }: Asked): Promised {
  const { status, promise_date, promise_date_raw, can_fulfill, plan } = body;
  return { status, promise_date, promise_date_raw, can_fulfill, plan };
}
