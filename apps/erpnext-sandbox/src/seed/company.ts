import { addDays } from '../database/site-clock.js';
import { Book } from './book.js';
import { acme, addBundles, addCompanies, addItem, addOrdinaryItems, namedItems, service } from './masters.js';
import { addPurchaseOrder, addSalesOrder, Series, type LineSeed, type OrderSeed } from './orders.js';
import { Random } from './random.js';
import { type Rows } from './rows.js';

const suppliers = ['Northern Supply', 'Hansen & Söhne', 'Kyoto Metals 京都', 'Baltic Fasteners'];
const customers = ['Kontor GmbH', 'Müller Maschinenbau', 'Ateliers Dupont', 'Nova Robotics'];
const bundles = new Map([
  [
    'STARTER-KIT',
    [
      ['BOLT-M8', 4],
      ['NUT-M8', 4],
      ['CABLE-3M', 1],
    ] as const,
  ],
  [
    'PUMP-SET',
    [
      ['OVERSOLD-1', 1],
      ['HOSE-METRE', 2.5],
    ] as const,
  ],
]);

/** How large a seeded company is beside its number of items; absent: what comes of that number. */
export interface CompanySize {
  /** Bins of every item, at most `mostBinsPerItem`. */
  readonly binsPerItem?: number | undefined;
  /** Rows of submitted Purchase Orders that are still to come. */
  readonly openRows?: number | undefined;
}

/** A company that looks like a real one: the same for the same seed, size and day. */
export function seededCompany(seed: number, items: number, size: CompanySize = {}): (today: string) => Rows {
  return (today) => {
    const book = new Book(today);
    const random = new Random(seed);
    addCompanies(book);
    for (const item of namedItems) addItem(book, item);
    addBundles(book);
    const ordinary = addOrdinaryItems(book, items, random);
    const year = today.slice(0, 4);
    const purchases = new Series(`PUR-ORD-${year}-`);
    const sales = new Series(`SAL-ORD-${year}-`);
    addNamedStock(book);
    for (const order of namedPurchases) addPurchaseOrder(book, purchases, order);
    for (const order of namedSales) addSalesOrder(book, sales, order, bundles);
    addOrdinaryStock(book, ordinary, random, size.binsPerItem);
    addOrdinaryPurchases(book, purchases, ordinary, random, size.openRows);
    addOrdinarySales(book, sales, ordinary, random);
    return book.all();
  };
}

function addNamedStock(book: Book): void {
  const stock: readonly (readonly [string, string, number])[] = [
    ['BOLT-M8', 'Stores - AP', 5000],
    ['BOLT-M8', 'North 1 - AP', 240],
    ['BOLT-M8', 'Small Parts - AP', 36],
    ['BOLT-M8', 'Goods In Transit - AP', 90],
    ['BOLT-M8', 'Rejects - AP', 7],
    ['BOLT-M8', 'Stores - AS', 60],
    ['NUT-M8', 'Stores - AP', 3000],
    ['CABLE-3M', 'Stores - AP', 3],
    ['OVERSOLD-1', 'Stores - AP', 4],
    ['STEEL-KG', 'Stores - AP', 120.75],
    ['HOSE-METRE', 'Stores - AP', 48.3],
    ['HOSE-METRE', 'North 2 - AP', 12.2],
    ['WIDGET A 100', 'Finished Goods - AP', 30],
    ['WIDGET A 100', 'Stores - AP', 12],
    ['AB/CD-1', 'Stores - AP', 5],
    ['O"RING 5', 'Stores - AP', 11],
    ["O'RING 6", 'Small Parts - AP', 12],
    ['A,B', 'Stores - AP', 20],
    ['50% ACID', 'Cold Store 1 - AP', 2.75],
    ['A+B&C#1?x=2', 'Stores - AP', 4],
    ['Ölfilter 12', 'Stores - AP', 9],
    ['בורג-8', 'Stores - AP', 8],
    ['螺丝钉', 'Small Parts - AP', 600],
    ['TPL-PIPE-S', 'Stores - AP', 14],
    ['TPL-PIPE-L', 'Work In Progress - AP', 6],
    ['OLD-DISABLED', 'Closed Depot - AP', 3],
  ];
  for (const [item, warehouse, qty] of stock) book.stock(item, warehouse, qty);
  book.stock('NUT-M8', 'Stores - AP', 150, 'reserved_qty_for_production');
}

const line = (item: string, qty: number, due: number, rest: Partial<LineSeed> = {}): LineSeed => ({
  item,
  qty,
  due,
  warehouse: 'Stores - AP',
  ...rest,
});
const from = (
  partner: string,
  placed: number,
  lines: LineSeed[],
  rest: Partial<OrderSeed> = {},
): OrderSeed => ({
  company: acme,
  partner,
  placed,
  lines,
  ...rest,
});

/** One order for every state that an incoming line can be in. */
const namedPurchases: readonly OrderSeed[] = [
  from('Northern Supply', 6, [line('CABLE-3M', 200, 8)]),
  from('Northern Supply', 20, [
    line('BOLT-M8', 50, 5, { uom: 'Box', factor: 12, done: 20 }),
    line('NUT-M8', 400, 12),
  ]),
  from('Hansen & Söhne', 40, [line('OVERSOLD-1', 10, -6)]),
  from('Hansen & Söhne', 12, [line('OVERSOLD-1', 25, 15)]),
  from('Kyoto Metals 京都', 10, [line('STEEL-KG', 250.5, 9, { stockUom: 'Kg' })], { status: 'On Hold' }),
  from('Kyoto Metals 京都', 30, [line('HOSE-METRE', 100, 4, { stockUom: 'Metre' })], { status: 'Closed' }),
  from('Baltic Fasteners', 1, [line('AB/CD-1', 40, 6), line('WIDGET A 100', 60, 11, { warehouse: null })], {
    status: 'Draft',
  }),
  from('Baltic Fasteners', 3, [line('WIDGET A 100', 8, 3, { done: 8, rest: { delivered_by_supplier: 1 } })]),
  from('Baltic Fasteners', 2, [line('螺丝钉', 5000, 20, { warehouse: 'Small Parts - AP' })], {
    docstatus: 0,
  }),
  from('Northern Supply', 2, [line('TPL-PIPE-S', 30, 7, { warehouse: 'North 1 - AP' })], {
    rest: { set_warehouse: 'North 1 - AP' },
  }),
  {
    ...from('Northern Supply', 2, [line('BOLT-M8', 500, 10, { warehouse: 'Stores - AS' })]),
    company: service,
  },
];

const namedSales: readonly OrderSeed[] = [
  from('Kontor GmbH', 5, [
    line('BOLT-M8', 30, 6),
    line('BOLT-M8', 2, 6, { uom: 'Box', factor: 12 }),
    line('WIDGET A 100', 5, 6),
  ]),
  from('Kontor GmbH', 9, [line('OVERSOLD-1', 12, -2)]),
  from('Müller Maschinenbau', 3, [line('STARTER-KIT', 5, 9, { stockUom: 'Set', done: 2 })]),
  from('Müller Maschinenbau', 8, [
    line('AB/CD-1', 4, 3, { done: 1 }),
    line('INSTALLATION', 6, 10, { stockUom: 'Hour', warehouse: null }),
  ]),
  from('Ateliers Dupont', 15, [line('BOLT-M8', 400, 5)], { status: 'On Hold' }),
  from('Ateliers Dupont', 25, [line('NUT-M8', 250, 2, { done: 100 })], { status: 'Closed' }),
  from('Nova Robotics', 1, [line('PUMP-SET', 2, 12, { stockUom: 'Set' })]),
  from('Nova Robotics', 2, [line('STEEL-KG', 0.3, 4, { stockUom: 'Kg' })]),
  from('Nova Robotics', 0, [line('BOLT-M8', 100, 14)], { docstatus: 0 }),
  { ...from('Kontor GmbH', 4, [line('BOLT-M8', 40, 5, { warehouse: 'Stores - AS' })]), company: service },
];

const places: readonly (readonly [string, number])[] = [
  ['Stores - AP', 0.75],
  ['Small Parts - AP', 0.3],
  ['North 1 - AP', 0.15],
  ['Cold Store 1 - AP', 0.03],
  ['Finished Goods - AP', 0.08],
  ['Work In Progress - AP', 0.03],
  ['Goods In Transit - AP', 0.04],
  ['Rejects - AP', 0.03],
  ['Closed Depot - AP', 0.01],
  ['Stores - AS', 0.03],
];

export const mostBinsPerItem = places.length;

function addOrdinaryStock(
  book: Book,
  codes: readonly string[],
  random: Random,
  binsPerItem: number | undefined,
): void {
  for (const code of codes) {
    places.forEach(([warehouse, share], index) => {
      const isThere = binsPerItem === undefined ? random.chance(share) : index < binsPerItem;
      if (isThere) book.stock(code, warehouse, random.between(0, 120));
    });
  }
}

function addOrdinaryPurchases(
  book: Book,
  series: Series,
  codes: readonly string[],
  random: Random,
  openRows: number | undefined,
): void {
  let open = 0;
  const isEnough = (orders: number): boolean =>
    openRows === undefined ? orders >= codes.length / 5 : open >= openRows;
  for (let index = 0; !isEnough(index); index += 1) {
    const kind = random.next();
    const late = kind < 0.1;
    const lines = Array.from({ length: random.between(1, 6) }, () => {
      const qty = random.between(5, 150);
      const due = late ? -random.between(1, 20) : random.between(1, 45);
      const expected = random.chance(0.3)
        ? { expected_delivery_date: addDays(book.today, due + random.between(0, 7)) }
        : {};
      const done = kind >= 0.1 && kind < 0.25 ? random.between(0, qty) : 0;
      return line(random.pick(codes), qty, due, {
        done,
        rest: late ? {} : expected,
        warehouse: receivingPlace(random),
      });
    });
    const status = kind > 0.96 ? 'On Hold' : kind > 0.92 ? 'Closed' : kind > 0.86 ? 'Draft' : undefined;
    const docstatus = kind > 0.84 && kind <= 0.86 ? 0 : kind > 0.82 && kind <= 0.84 ? 2 : 1;
    const order = from(random.pick(suppliers), random.between(1, 60), lines, { docstatus });
    if (docstatus === 1 && status !== 'Closed')
      open += lines.filter(({ qty, done = 0 }) => done < qty).length;
    addPurchaseOrder(book, series, status === undefined ? order : { ...order, status });
  }
}

function addOrdinarySales(book: Book, series: Series, codes: readonly string[], random: Random): void {
  for (let index = 0; index < codes.length / 4; index += 1) {
    const kind = random.next();
    const lines = Array.from({ length: random.between(1, 6) }, () => {
      const item = random.pick(codes);
      // Most orders take what is there; some owe more than that.
      const there = book.onHand(item, 'Stores - AP');
      const qty = Math.max(
        1,
        random.chance(0.08) ? there + random.between(1, 20) : random.between(1, Math.max(1, there >> 2)),
      );
      return line(item, qty, random.between(-3, 30), { done: kind < 0.15 ? random.between(0, qty) : 0 });
    });
    const status = kind > 0.97 ? 'On Hold' : kind > 0.93 ? 'Closed' : undefined;
    const docstatus = kind > 0.9 && kind <= 0.93 ? 0 : 1;
    const order = from(random.pick(customers), random.between(0, 30), lines, { docstatus });
    addSalesOrder(book, series, status === undefined ? order : { ...order, status }, bundles);
  }
}

function receivingPlace(random: Random): string | null {
  const kind = random.next();
  if (kind < 0.03) return null;
  return kind < 0.8 ? 'Stores - AP' : kind < 0.9 ? 'Small Parts - AP' : 'North 1 - AP';
}
