import type { Catalogue, CatalogueItem } from '../../k6/lib/measures.js';

/** An engine to ask: its address without a path, and its API key when it wants one. */
export interface Engine {
  readonly url: string;
  readonly key: string | undefined;
}

interface AnswerLine {
  readonly plan?: readonly {
    readonly item_code: string;
    readonly fulfillment: readonly {
      readonly source: string;
      readonly item_code: string;
      readonly qty: number;
    }[];
  }[];
}

/** What a search finds at most. */
const PAGE = 100;
/** Parts of codes to search for: one search shows only a page. */
const letters = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const searches = [
  '',
  ...letters,
  ...letters.slice(0, 10).flatMap((a) => letters.slice(0, 10).map((b) => a + b)),
];
/** More than anybody has: the plan then names everything that there is. */
const EVERYTHING = 1_000_000_000;

/**
 * Items that the engine sells, and how much of each can be had from stock and from what is coming in: found by its
 * own API, so that any engine can be put under load. Items of several sources per unit (bundles) and those that
 * need no stock are left out. Throws when there are too few.
 */
export async function catalogueOf(engine: Engine, disabled: string | null): Promise<Catalogue> {
  const codes = new Set<string>();
  for (const search of searches) {
    for (const code of await itemsLike(engine, search)) codes.add(code);
  }
  const items = await supplyOf(engine, [...codes].toSorted());
  if (!items.some(({ stock }) => stock >= 1)) {
    throw new Error(
      `None of the ${codes.size} items at ${engine.url} is in stock: there is nothing to order.`,
    );
  }
  return { items, disabled };
}

async function itemsLike(engine: Engine, search: string): Promise<string[]> {
  const query = new URLSearchParams({ search, limit: String(PAGE) });
  const answer = await fetch(`${engine.url}/otp/items?${query.toString()}`, { headers: headersOf(engine) });
  if (!answer.ok) throw new Error(`GET /otp/items: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as string[];
}

async function supplyOf(engine: Engine, codes: readonly string[]): Promise<CatalogueItem[]> {
  const order = (item_code: string) => ({ customer: 'Load', items: [{ item_code, qty: EVERYTHING }] });
  const answer = await fetch(`${engine.url}/otp/bulk-promise`, {
    method: 'POST',
    headers: { ...headersOf(engine), 'content-type': 'application/x-ndjson' },
    body: codes.map((code) => `${JSON.stringify(order(code))}\n`).join(''),
  });
  if (!answer.ok) throw new Error(`POST /otp/bulk-promise: ${answer.status} ${await answer.text()}`);
  const lines = (await answer.text()).trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [planned] = (JSON.parse(line) as AnswerLine).plan ?? [];
    if (planned === undefined) return [];
    const { item_code: code, fulfillment } = planned;
    if (fulfillment.some((part) => part.item_code !== code || part.source === 'non_stock')) return [];
    const from = (source: string) =>
      fulfillment.filter((part) => part.source === source).reduce((sum, { qty }) => sum + qty, 0);
    return [{ code, stock: from('stock'), inbound: from('purchase_order') }];
  });
}

const headersOf = ({ key }: Engine): Record<string, string> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };
