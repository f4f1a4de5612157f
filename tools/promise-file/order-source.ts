import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';

/** The orders of a file, each as one line of JSON. Throws a sentence about a CSV file that is not understood. */
export function ordersIn(file: string): AsyncGenerator<string> {
  return file.toLowerCase().endsWith('.csv') ? csvOrders(file) : lines(file);
}

export async function countOrders(file: string): Promise<number> {
  const orders = ordersIn(file);
  let count = 0;
  while (!(await orders.next()).done) count += 1;
  return count;
}

async function* lines(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() !== '') yield line;
  }
}

const needed = ['order', 'customer', 'item_code', 'qty'] as const;
const ofLine = ['warehouse', 'uom'] as const;
const ofOrder = ['desired_date', 'sales_order_id'] as const;
const known: readonly string[] = [...needed, ...ofLine, ...ofOrder];

type Row = Readonly<Record<string, string>>;

async function* csvOrders(file: string): AsyncGenerator<string> {
  const rows = createReadStream(file).pipe(
    parse({ bom: true, skip_empty_lines: true, trim: true, columns: checkedColumns }),
  ) as AsyncIterable<Row>;
  let ofOneOrder: Row[] = [];
  for await (const row of rows) {
    if (ofOneOrder.length > 0 && ofOneOrder[0]?.['order'] !== row['order']) {
      yield orderOf(ofOneOrder);
      ofOneOrder = [];
    }
    ofOneOrder.push(row);
  }
  if (ofOneOrder.length > 0) yield orderOf(ofOneOrder);
}

function checkedColumns(header: readonly string[]): string[] {
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Error(`The CSV file has no column ${missing.join(', ')}.`);
  const unknown = header.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`The CSV file has columns that mean nothing here: ${unknown.join(', ')}.`);
  return [...header];
}

function orderOf(rows: readonly Row[]): string {
  const [first] = rows;
  return JSON.stringify({
    customer: first?.['customer'],
    items: rows.map((row) => ({
      item_code: row['item_code'],
      qty: quantityIn(row['qty'] ?? ''),
      ...filled(row, ofLine),
    })),
    ...(first === undefined ? {} : filled(first, ofOrder)),
  });
}

/** What is no number goes as it is: the engine says what is wrong with it. */
function quantityIn(text: string): number | string {
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? text : number;
}

function filled(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.flatMap((name) => (row[name] ? [[name, row[name]]] : [])));
}
