import { dayAfter } from './calendar.js';
import { type Documents } from './documents.js';
import { type Random } from './random.js';
import { send, type SiteAccess } from './site-access.js';

/** One change of a site's documents, ready to be posted. */
export interface Movement {
  /** Items whose supply it may move. */
  codes: readonly string[];
  /** Throws a SiteError when the site refuses it; then nothing has moved. */
  post(): Promise<unknown>;
  /** Warehouses, bundles or units move. */
  movesReference?: true;
  /** No webhook tells of it. */
  untold?: true;
  /** The items change their codes, so that nobody can say meanwhile which is which. */
  movesCodes?: true;
}

/** What movements are made of. They move what they name themselves, nothing else does meanwhile. */
export interface Yard {
  readonly site: SiteAccess;
  readonly random: Random;
  /** As they were when movement began again. */
  documents: Documents;
  readonly company: string;
  /** Leaf warehouses of the company. */
  readonly warehouses: readonly string[];
  /** Codes of items that are kept in stock and move all the time. */
  readonly items: readonly string[];
  /** Names of submitted orders that move. */
  readonly purchaseOrders: string[];
  readonly salesOrders: string[];
  /** Stock entries, receipts and delivery notes that may still be cancelled, and the items that they moved. */
  readonly notes: { readonly doctype: string; readonly name: string; readonly codes: readonly string[] }[];
  /** Items and warehouses that are disabled for a while, the oldest first. */
  readonly disabled: { Item: string[]; Warehouse: string[] };
}

/**
 * A movement of its own, so that what holds between the note and its cancellation is a state that is known of;
 * undefined: there is no note.
 */
export function noteCancelled({ site, random, notes }: Yard): Movement | undefined {
  if (notes.length === 0) return undefined;
  const note = random.oneOf(notes);
  const post = async () => {
    notes.splice(notes.indexOf(note), 1);
    await change(site, note.doctype, note.name, { docstatus: 2 });
  };
  return { codes: note.codes, post };
}

const MOVING_ITEMS = 40;
const MOVING_ORDERS = 30;

export function yardOf(site: SiteAccess, documents: Documents, home: string, random: Random): Yard {
  const company = documents.warehouses.find(({ name }) => name === home)?.company ?? '';
  const warehouses = documents.warehouses.filter((w) => w.company === company && !w.is_group && !w.disabled);
  const named = new Set(documents.bundles.flatMap(({ items }) => items.map(({ item_code }) => item_code)));
  const stocked = documents.items.filter((i) => i.is_stock_item && !i.disabled && !i.has_variants);
  const awkward = /[^A-Za-z0-9 _.-]/;
  const chosen = stocked.filter(({ name }) => named.has(name) || awkward.test(name));
  while (chosen.length < Math.min(MOVING_ITEMS, stocked.length)) {
    const item = random.oneOf(stocked);
    if (!chosen.includes(item)) chosen.push(item);
  }
  const items = chosen.map(({ name }) => name);
  const moves = (rows: { item_code: string }[]) => rows.some((row) => items.includes(row.item_code));
  const purchaseOrders = documents.purchaseOrders === 'unreadable' ? [] : documents.purchaseOrders;
  const latest = <
    T extends { docstatus: number; company?: string; name: string; items: { item_code: string }[] },
  >(
    orders: T[],
  ) =>
    orders
      .filter((o) => o.docstatus === 1 && moves(o.items) && (o.company ?? company) === company)
      .slice(-MOVING_ORDERS)
      .map(({ name }) => name);
  return {
    ...{ site, random, documents, company, items },
    warehouses: warehouses.map(({ name }) => name),
    purchaseOrders: latest(purchaseOrders),
    salesOrders: latest(documents.salesOrders),
    notes: [],
    disabled: { Item: [], Warehouse: [] },
  };
}

export const someItems = ({ random, items }: Yard): string[] => [
  ...new Set(Array.from({ length: random.oneOf([1, 1, 2, 4]) }, () => random.oneOf(items))),
];

/** Mostly soon, sometimes overdue. */
export const someDay = ({ random }: Yard): string =>
  dayAfter(new Date().toISOString().slice(0, 10), random.happens(0.15) ? -3 : random.integer(0, 40));

export const pathOf = (doctype: string, name: string): string =>
  `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;

/** Makes a document, and gives its name. */
export async function make(site: SiteAccess, doctype: string, body: object): Promise<string> {
  const path = `/api/resource/${encodeURIComponent(doctype)}`;
  return (await send<{ data: { name: string } }>(site, 'POST', path, body)).data.name;
}

export const change = (site: SiteAccess, doctype: string, name: string, body: object): Promise<unknown> =>
  send(site, 'PUT', pathOf(doctype, name), body);

export const callMethod = (site: SiteAccess, method: string, body: object): Promise<unknown> =>
  send(site, 'POST', `/api/method/${method}`, body);
