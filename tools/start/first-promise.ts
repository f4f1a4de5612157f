import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ErpSite } from './start-plan.js';

/** The order that shows that the cluster works; the body of the curl that people are given. */
export interface FirstOrder {
  readonly customer: string;
  readonly items: readonly [{ readonly item_code: string; readonly qty: number }];
}

const ERP_TIMEOUT_MS = 10_000;
const PROMISE_PATIENCE_MS = 60_000;
const RETRY_PAUSE_MS = 100;

const rows = z.object({ message: z.array(z.record(z.string(), z.unknown())) });
const answer = z.object({ status: z.string(), promise_date: z.string().nullable(), confidence: z.string() });
const problem = z.object({ status: z.number(), detail: z.string() });

export type FirstAnswer = z.output<typeof answer>;

/**
 * An item that can be ordered, by preference one that the default warehouse has. Throws a sentence when
 * ERPNext can't be asked or has no such item.
 */
export async function findOrder(site: ErpSite, warehouse: string): Promise<FirstOrder> {
  const stocked = await list(site, 'Bin', 'item_code', [
    ['warehouse', '=', warehouse],
    ['actual_qty', '>', 10],
  ]);
  const orderable = [
    ['disabled', '=', 0],
    ['has_variants', '=', 0],
    ['is_stock_item', '=', 1],
  ];
  const preferred =
    stocked.length === 0 ? [] : await list(site, 'Item', 'name', [...orderable, ['name', 'in', stocked]]);
  const codes = preferred.length > 0 ? preferred : await list(site, 'Item', 'name', orderable);
  const code = codes.find((candidate) => /^[\w-]+$/.test(candidate)) ?? codes[0];
  if (code === undefined) throw new Error(`ERPNext at ${site.url} has no item that can be ordered.`);
  return { customer: 'First Customer', items: [{ item_code: code, qty: 2 }] };
}

async function list(site: ErpSite, doctype: string, field: string, filters: unknown[]): Promise<string[]> {
  const response = await fetch(new URL('/api/method/frappe.client.get_list', site.url), {
    method: 'POST',
    headers: {
      authorization: `token ${site.key}:${site.secret}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ doctype, fields: [field], filters, order_by: 'name asc', limit_page_length: 50 }),
    signal: AbortSignal.timeout(ERP_TIMEOUT_MS),
  }).catch((error: Error) => {
    const { cause } = error;
    throw new Error(
      `ERPNext at ${site.url} can't be reached: ${cause instanceof Error ? cause.message : error.message}`,
    );
  });
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = rows.safeParse(body);
  if (response.status === 401)
    throw new Error(`ERPNext at ${site.url} does not know this key and secret (401).`);
  if (response.status === 403)
    throw new Error(`ERPNext at ${site.url} does not let this user read ${doctype} (403).`);
  if (!response.ok || !parsed.success) {
    throw new Error(`ERPNext at ${site.url} answered ${response.status} to a list of ${doctype}.`);
  }
  return parsed.data.message.map((row) => String(row[field]));
}

/** Sends the order until a promise comes back. Throws, with the last answer, when none comes. */
export async function waitForPromise(
  url: string,
  order: FirstOrder,
  signal: AbortSignal,
): Promise<FirstAnswer> {
  const patience = AbortSignal.timeout(PROMISE_PATIENCE_MS);
  let last = 'no answer';
  while (!patience.aborted) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
        signal: AbortSignal.any([patience, signal]),
      });
      const body: unknown = await response.json();
      if (response.ok) return answer.parse(body);
      const { status, detail } = problem.parse(body);
      last = `${status} ${detail}`;
      if (status < 500) break;
    } catch (error) {
      signal.throwIfAborted();
      last = (error as Error).message;
    }
    await pause(RETRY_PAUSE_MS, undefined, { signal });
  }
  throw new Error(`No promise came back. The last answer was: ${last}`);
}

/** The same order as a command line for a POSIX shell. */
export function curlCommand(url: string, order: FirstOrder): string {
  const body = JSON.stringify(order).replaceAll("'", "'\\''");
  return `curl -s ${url} -H 'content-type: application/json' -d '${body}'`;
}
