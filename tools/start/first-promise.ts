import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { withoutTrailingSlashes } from '#libs/kernel';
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
  if (stocked.length === 0) await requireWarehouse(site, warehouse);
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
  const response = await fetch(`${withoutTrailingSlashes(site.url)}/api/method/frappe.client.get_list`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      authorization: `token ${site.key}:${site.secret}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ doctype, fields: [field], filters, order_by: 'name asc', limit_page_length: 50 }),
    signal: AbortSignal.timeout(ERP_TIMEOUT_MS),
  }).catch((error: Error) => {
    throw new Error(`ERPNext at ${site.url} can't be reached: ${reason(error)}.`);
  });
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = rows.safeParse(body);
  if (response.status === 401)
    throw new Error(`ERPNext at ${site.url} does not know this key and secret (401).`);
  if (response.status === 403)
    throw new Error(`ERPNext at ${site.url} does not let this user read ${doctype} (403).`);
  const elsewhere = response.headers.get('location');
  if (elsewhere !== null) {
    throw new Error(
      `ERPNext at ${site.url} refers to ${elsewhere}: give the address where it answers itself.`,
    );
  }
  if (response.ok && !parsed.success) throw new Error(`What answers at ${site.url} is no ERPNext.`);
  if (!parsed.success) {
    throw new Error(`ERPNext at ${site.url} answered ${response.status} to a list of ${doctype}.`);
  }
  return parsed.data.message.map((row) => String(row[field]));
}

async function requireWarehouse(site: ErpSite, wanted: string): Promise<void> {
  const notGroups = ['is_group', '=', 0];
  if ((await list(site, 'Warehouse', 'name', [['name', '=', wanted], notGroups])).length > 0) return;
  const names = (await list(site, 'Warehouse', 'name', [notGroups])).map((name) => `"${name}"`);
  const choice = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
  throw new Error(
    `ERPNext at ${site.url} has no warehouse "${wanted}": name another with --default-warehouse. ${choice}`,
  );
}

/** Why a fetch did not come through, as the innermost cause says it. */
function reason(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${ERP_TIMEOUT_MS / 1000} s`;
  const { message, code = '', cause } = error as NodeJS.ErrnoException;
  if (cause instanceof Error) return reason(cause);
  const what = message === '' ? code : message;
  if (!/CERT|TLS|SSL|UNABLE_TO/.test(code)) return what;
  return `its certificate or TLS is not accepted (${code}; NODE_EXTRA_CA_CERTS can name a file with further authorities)`;
}

/** Sends the order, with `key` when keys are required, until a promise comes back. Throws, with the last answer, when none comes. */
export async function waitForPromise(
  url: string,
  order: FirstOrder,
  key: string | undefined,
  signal: AbortSignal,
): Promise<FirstAnswer> {
  const patience = AbortSignal.timeout(PROMISE_PATIENCE_MS);
  let last = 'no answer';
  while (!patience.aborted) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
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
export function curlCommand(url: string, order: FirstOrder, key: string | undefined): string {
  const body = JSON.stringify(order).replaceAll("'", "'\\''");
  const authorization = key === undefined ? '' : ` -H 'authorization: Bearer ${key}'`;
  return `curl -s ${url}${authorization} -H 'content-type: application/json' -d '${body}'`;
}
