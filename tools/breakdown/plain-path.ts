import { readFileSync } from 'node:fs';
import { startTracing, stopTracing, tracing } from '../../libs/observability/src/tracing/index.js';
import { get, type SiteAccess } from '../../test/oracle/site-access.js';

/** What the process is told as its argument. */
export interface PlainLoad {
  readonly site: SiteAccess;
  /** Orders, one JSON object a line. */
  readonly ordersFile: string;
  readonly requests: number;
  readonly atOnce: number;
}

interface Order {
  readonly items: readonly { readonly item_code: string; readonly qty: number }[];
}

const bin = ['actual_qty', 'reserved_qty'];
const rows = ['qty', 'received_qty', 'schedule_date'].map((field) => `\`tabPurchase Order Item\`.${field}`);

/**
 * A promise as it is made before anything is done for its speed: for one line after the other ERPNext is asked for
 * the Bin, and then for the open purchase orders. Recorded as our processes record theirs.
 */
async function promise(site: SiteAccess, order: Order): Promise<void> {
  const request = tracing()?.enter('request', undefined);
  request?.set('http.request.method', 'POST').set('http.route', 'before');
  request?.set('otp.order.lines', order.items.length).set('otp.supply.source', 'LIVE');
  const ask = async (
    kind: 'stock' | 'po',
    path: string,
  ): Promise<readonly Record<string, number | string>[]> => {
    const span = request
      ?.begin('askErpnext')
      .set('http.request.method', 'GET')
      .set('otp.erpnext.class', kind);
    const { data } = await get<{ data: Record<string, number | string>[] }>(site, path);
    span?.end();
    return data;
  };
  const ready: string[] = [];
  for (const { item_code, qty } of order.items) {
    const bins = await ask('stock', query('Bin', bin, [['Bin', 'item_code', '=', item_code]]));
    const coming = await ask('po', query('Purchase Order', rows, openRowsOf(item_code)));
    const span = request?.begin('calculate').set('otp.order.lines', 1);
    let there = bins.reduce((sum, row) => sum + Number(row['actual_qty']) - Number(row['reserved_qty']), 0);
    const byDay = coming.toSorted((a, b) =>
      String(a['schedule_date']).localeCompare(String(b['schedule_date'])),
    );
    let day = 'now';
    for (const row of byDay) {
      if (there >= qty) break;
      there += Number(row['qty']) - Number(row['received_qty']);
      day = String(row['schedule_date']);
    }
    ready.push(there >= qty ? day : 'never');
    span?.end();
  }
  const writing = request?.begin('writeAnswer');
  JSON.stringify(ready);
  writing?.end();
  if (request !== undefined) tracing()?.leave(request, false);
}

const openRowsOf = (item: string): readonly unknown[] => [
  ['Purchase Order', 'docstatus', '=', 1],
  ['Purchase Order', 'status', 'in', ['To Receive', 'To Receive and Bill']],
  ['Purchase Order Item', 'item_code', '=', item],
];

function query(doctype: string, fields: readonly string[], filters: readonly unknown[]): string {
  const text = new URLSearchParams({
    fields: JSON.stringify(fields),
    filters: JSON.stringify(filters),
    limit_page_length: '0',
  });
  return `/api/resource/${encodeURIComponent(doctype)}?${text.toString()}`;
}

const { site, ordersFile, requests, atOnce } = JSON.parse(process.argv[2] ?? '') as PlainLoad;
const orders = readFileSync(ordersFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Order);
startTracing({ ratio: 1, chosenByCallers: 0, heldSpans: 1, rescue: { slowest: 0, failed: 0 } });
let next = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (next < requests) {
      const order = orders[next % orders.length];
      next += 1;
      if (order !== undefined) await promise(site, order);
    }
  }),
);
await stopTracing();
