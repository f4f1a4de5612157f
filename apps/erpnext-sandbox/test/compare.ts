import { type Step } from './recordings.js';

/** Texts that quote SQL or a parser: their Python class is compared, the rest of the sentence is not. */
const quoting = ['json.decoder.JSONDecodeError', 'pymysql.err.ProgrammingError'];

/** What the snapshot does not hold: in lists its type is compared, its value is not; in documents it is left out. */
export const notInSnapshot: Readonly<Record<string, readonly string[]>> = {
  '*': ['owner', 'creation', 'modified_by'],
  Bin: ['valuation_rate', 'stock_value'],
  Company: ['lft', 'rgt'],
  Item: ['description', 'valuation_rate', 'last_purchase_rate', 'item_defaults'],
  'UOM Conversion Detail': ['name', 'modified'],
  'Purchase Order': ['supplier_name', 'title', 'total_qty', 'total', 'grand_total'],
  'Purchase Order Item': ['item_name', 'item_group', 'description', 'rate', 'amount'],
  'Sales Order': ['title', 'total_qty', 'total'],
  'Sales Order Item': ['is_stock_item', 'item_group', 'description', 'rate', 'amount'],
};

type Json = Record<string, unknown>;

/** An error's body in the form in which two of them are compared. */
export function comparableError(body: Json): Json {
  const messages = body['_server_messages'];
  const exception = typeof body['exception'] === 'string' ? body['exception'] : undefined;
  const excClass = quoting.find((name) => exception?.startsWith(name));
  return {
    ...body,
    ...(exception === undefined ? {} : { exception: excClass ?? sortedOperators(unnumbered(exception)) }),
    ...(body['exc'] === undefined ? {} : { exc: 'a traceback' }),
    ...(body['_debug_messages'] === undefined ? {} : { _debug_messages: 'SQL' }),
    ...(typeof messages === 'string' ? { _server_messages: parseMessages(messages) } : {}),
  };
}

/** Each entry is JSON of its own; the id of a message is different every time. */
function parseMessages(source: string): unknown[] {
  return (JSON.parse(source) as string[]).map((entry) => {
    const message = JSON.parse(entry) as Json;
    delete message['__frappe_exc_id'];
    return { ...message, message: sortedOperators(String(message['message'])) };
  });
}

/** The next number of a series depends on what was made before. */
const unnumbered = (text: string): string => text.replace(/(MAT-MR-2026-)\d+/, '$1…');

/** A site names its operators in the order of a Python set, which changes with every process. */
function sortedOperators(text: string): string {
  const [before, list] = text.split('Operator must be one of ');
  return list === undefined ? text : `${before}Operator must be one of ${list.split(', ').sort().join(', ')}`;
}

/** Rows without the values that the snapshot does not hold; without an order_by they have no order. */
export function comparableRows(rows: readonly Json[], step: Step): Json[] {
  const doctype = decodeURIComponent(step.request.path.split('/')[3] ?? '');
  const unheld = [...(notInSnapshot['*'] ?? []), ...(notInSnapshot[doctype] ?? [])];
  const typed = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, unheld.includes(key) ? typeof value : value]),
    ),
  );
  const ordered =
    /order_by/.test(step.request.url) || JSON.stringify(step.request.body ?? '').includes('order_by');
  if (ordered) return typed;
  return typed.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
