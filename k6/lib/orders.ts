import { orderClasses, type CatalogueItem, type OrderClass, type SupplyKind } from './measures.ts';
import { seeded, wholeBetween, zipfPlace } from './random.ts';

/** What can be drawn from: k6 shares the lists between all users. */
export interface Offer {
  /** Items of which there is stock; the most wanted first. */
  readonly stocked: readonly CatalogueItem[];
  /** Items of which more than the stock can be had, because some is coming in. */
  readonly incoming: readonly CatalogueItem[];
  readonly disabled: string | null;
}

export interface Line {
  readonly item_code: string;
  readonly qty: number;
}

/** What an answer must be. */
export type Expectation =
  | { readonly outcome: 'promised'; readonly from: SupplyKind; readonly late?: true }
  /** No date, because goods are missing. */
  | { readonly outcome: 'short' }
  /** No date, because the desired one can't be kept. */
  | { readonly outcome: 'too late' }
  /** 422 whose detail names this. */
  | { readonly outcome: 'refused'; readonly naming: string };

/** An order, and what its answer must be. */
export interface Asked {
  readonly request: {
    readonly customer: string;
    readonly items: readonly Line[];
    readonly desired_date?: string;
    readonly rules?: Readonly<Record<string, unknown>>;
  };
  readonly expected: Expectation;
}

/** Shares of the order classes; most orders are small. */
const classShares: readonly (readonly [OrderClass, number])[] = [
  ['simple', 0.5],
  ['standard', 0.3],
  ['complex', 0.15],
  ['very-complex', 0.05],
];
const STOCK_ONLY_SHARE = 0.7;
const HARD_SHARE = 0.02;
const MOST_OF_A_LINE = 5;
const MOST_QTY = 1_000_000_000;
/** Before every order day: a desired date that nobody can keep. */
const LONG_PAST = '2000-01-03';

/** Order number `index` of an endless list that follows from `seed`. */
export function orderOf(seed: number, index: number, offer: Offer): Asked {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ index);
  // The first numbers of neighbouring seeds are alike.
  random();
  const hard = random() < HARD_SHARE;
  const from = random() < STOCK_ONLY_SHARE || offer.incoming.length === 0 ? 'stock' : 'mixed';
  const order = orderOfClass(drawClass(random), from, offer, random);
  return hard ? hardCase(order, offer, random) : order;
}

/** An order with as many lines as its class says; of `mixed` at least one line needs what is coming in. */
export function orderOfClass(
  orderClass: OrderClass,
  from: SupplyKind,
  { stocked, incoming }: Offer,
  random: () => number,
): Asked {
  const [least, most] = orderClasses[orderClass];
  const count = wholeBetween(least, most, random);
  const inboundLines =
    from === 'stock' ? 0 : Math.min(incoming.length, wholeBetween(1, Math.ceil(count / 2), random));
  const taken = new Set<string>();
  const items: Line[] = [];
  for (let line = 0; line < count && items.length < stocked.length; line += 1) {
    const inbound = line < inboundLines;
    const item = drawOther(inbound ? incoming : stocked, taken, random);
    if (item === undefined) break;
    const { code, stock, inbound: coming } = item;
    const [fewest, most] = inbound
      ? [Math.floor(stock) + 1, Math.floor(stock + coming)]
      : [1, Math.floor(stock)];
    items.push({
      item_code: code,
      qty: wholeBetween(fewest, Math.min(most, fewest + MOST_OF_A_LINE - 1), random),
    });
  }
  return { request: { customer: 'Load', items }, expected: { outcome: 'promised', from } };
}

function drawClass(random: () => number): OrderClass {
  let left = random();
  for (const [orderClass, share] of classShares) {
    left -= share;
    if (left < 0) return orderClass;
  }
  return 'simple';
}

/** An item that the order does not name yet, by Zipf's law; undefined when it names all of them. */
function drawOther(
  items: readonly CatalogueItem[],
  taken: Set<string>,
  random: () => number,
): CatalogueItem | undefined {
  let place = zipfPlace(items.length, random);
  for (let tried = 0; tried < items.length; tried += 1) {
    const item = items[place];
    if (item !== undefined && !taken.has(item.code)) {
      taken.add(item.code);
      return item;
    }
    // A few more draws, and then the next one in the list, so that it comes to an end.
    place = tried < 8 ? zipfPlace(items.length, random) : (place + 1) % items.length;
  }
  return undefined;
}

/** What order desks type wrong, and what can't be done. */
function hardCase({ request, expected }: Asked, { disabled }: Offer, random: () => number): Asked {
  const [first, ...rest] = request.items;
  const withFirst = (line: Partial<Line>) => ({
    ...request,
    items: [{ ...first, ...line } as Line, ...rest],
  });
  const unknown = `NOT-THERE-${wholeBetween(1, 50, random)}`;
  const cases: readonly Asked[] = [
    { request: withFirst({ item_code: unknown }), expected: { outcome: 'refused', naming: unknown } },
    { request: withFirst({ qty: MOST_QTY }), expected: { outcome: 'short' } },
    { request: withFirst({ qty: 0 }), expected: { outcome: 'refused', naming: 'qty' } },
    { request: { ...request, items: [] }, expected: { outcome: 'refused', naming: 'items' } },
    {
      request: { ...request, rules: { cutof_time: '14:00' } },
      expected: { outcome: 'refused', naming: 'cutof_time' },
    },
    {
      request: { ...request, desired_date: LONG_PAST },
      expected: { ...expected, late: true } as Expectation,
    },
    {
      request: { ...request, desired_date: LONG_PAST, rules: { desired_date_mode: 'STRICT_FAIL' } },
      expected: { outcome: 'too late' },
    },
    ...(disabled === null
      ? []
      : [
          {
            request: withFirst({ item_code: disabled }),
            expected: { outcome: 'refused', naming: disabled },
          } as const,
        ]),
  ];
  return cases[wholeBetween(0, cases.length - 1, random)] ?? { request, expected };
}
