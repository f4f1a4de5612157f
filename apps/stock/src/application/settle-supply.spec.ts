import fc from 'fast-check';
import { OtpError } from '#libs/kernel';
import { settleSupply, type SettledItem } from './settle-supply.js';
import type { Reading, ReadingRequest, SupplySource } from './supply-source.port.js';

/**
 * A site that is written to while it is read: at each statement of a reading, movements that are due are
 * committed first. Time is counted in statements; a stamp is set up to MARGIN before its commit.
 */
const MARGIN = 3;
const START = 100;

interface Movement {
  /** Before which statement it is committed, counted from the first. */
  readonly at: number;
  readonly item: string;
  readonly kind: 'receive' | 'deliver';
  readonly qty: number;
  readonly stampedBefore: number;
}

const stamp = (time: number): string => `2026-11-24 03:00:${String(time).padStart(3, '0')}`;

class MovingSite implements SupplySource {
  statements = 0;
  readonly #due: Movement[];
  readonly #state = new Map(
    ['A', 'B'].map((item) => [
      item,
      { actual: 10, reserved: 8, open: 8, own: 8, bin: stamp(0), po: stamp(0) },
    ]),
  );
  #salesOrder = stamp(0);

  constructor(movements: readonly Movement[]) {
    this.#due = movements.toSorted((a, b) => a.at - b.at);
  }

  /** One SELECT: sees all that is committed, and nothing else. */
  #statement<T>(see: () => T): T {
    while (this.#due[0] && this.#due[0].at <= this.statements) {
      const { item, kind, qty, stampedBefore } = this.#due.shift()!;
      const state = this.#state.get(item)!;
      const written = stamp(START + this.statements - stampedBefore);
      if (kind === 'receive') {
        const moved = Math.min(qty, state.open);
        state.open -= moved;
        state.actual += moved;
        state.po = written;
      } else {
        const moved = Math.min(qty, state.own);
        state.own -= moved;
        state.reserved -= moved;
        state.actual -= moved;
        this.#salesOrder = written;
      }
      state.bin = written;
    }
    this.statements += 1;
    return see();
  }

  stampOfNow(): string {
    return stamp(START - MARGIN);
  }

  ready = () => undefined;
  itemsOf = () => Promise.reject(new Error('not asked for'));

  read({ itemCodes, since }: ReadingRequest): Promise<Reading> {
    const asked = itemCodes.map((item) => [item, this.#state.get(item)!] as const);
    const none = { reserved_qty_for_production: 0, reserved_qty_for_sub_contract: 0 };
    const order = this.statements % 2 === 0 ? ['bins', 'inbound'] : ['inbound', 'bins'];
    const seen = new Map<string, unknown>();
    for (const table of order)
      seen.set(
        table,
        this.#statement(() =>
          table === 'bins'
            ? asked.map(([item_code, { actual, reserved, bin }]) => ({
                ...{ item_code, warehouse: 'W', ...none, reserved_qty_for_production_plan: 0 },
                ...{ actual_qty: actual, reserved_qty: reserved, modified: bin },
              }))
            : asked
                .filter(([, { open, po }]) => open > 0 || po >= since)
                .map(([item_code, { open, po }]) => ({
                  item_code,
                  qty: 8,
                  received_qty: 8 - open,
                  modified: po,
                })),
        ),
      );
    const salesOrder = this.#statement(() => ({
      modified: this.#salesOrder,
      reserved: asked.map(([item_code, { own }]) => ({ item_code, warehouse: 'W', qty: own })),
    }));
    return Promise.resolve({
      bins: seen.get('bins'),
      inbound: seen.get('inbound'),
      inboundUnreadable: null,
      salesOrder,
      faults: new Map(),
    } as unknown as Reading);
  }
}

const request = { itemCodes: ['A', 'B'], salesOrderId: 'SO', since: stamp(START - MARGIN) };
const limits = { deadline: Infinity, signal: new AbortController().signal };
const settle = (site: SupplySource, rounds = 50) =>
  settleSupply(site, request, limits, { clock: { now: () => 7 }, rounds });

/** What no movement changes: goods here, to come and delivered; and what others have reserved. */
function invariantsOf({ bins, inbound, reserved }: SettledItem): readonly number[] {
  const [bin] = bins;
  const own = reserved.reduce((sum, part) => sum + part.qty, 0);
  const open = inbound.reduce((sum, row) => sum + row.qty - row.received_qty, 0);
  return [bin!.actual_qty + open + (8 - own), bin!.reserved_qty - own];
}

const movements = fc.array(
  fc.record<Movement>({
    at: fc.integer({ min: 0, max: 12 }),
    item: fc.constantFrom('A', 'B'),
    kind: fc.constantFrom('receive', 'deliver'),
    qty: fc.integer({ min: 1, max: 8 }),
    stampedBefore: fc.integer({ min: 0, max: MARGIN }),
  }),
  { maxLength: 6 },
);

it('shows every item in one state, whatever is received and delivered in between', async () => {
  await fc.assert(
    fc.asyncProperty(movements, async (moves) => {
      const { items } = await settle(new MovingSite(moves));
      for (const item of items.values()) expect(invariantsOf(item)).toEqual([18, 0]);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['a receipt', { at: 1, item: 'A', kind: 'receive', qty: 3, stampedBefore: 1 }],
  ['a receipt that completes the order', { at: 1, item: 'A', kind: 'receive', qty: 8, stampedBefore: 1 }],
  ['a delivery', { at: 2, item: 'A', kind: 'deliver', qty: 3, stampedBefore: 2 }],
] as const)('a single reading would show %s by half', async (_name, movement) => {
  const reading = await new MovingSite([movement]).read(request);
  const seen = (rows: readonly { item_code: string }[]): never[] =>
    rows.filter((row) => row.item_code === 'A') as never[];
  const item = {
    bins: seen(reading.bins),
    inbound: seen(reading.inbound),
    reserved: seen(reading.salesOrder!.reserved),
    inboundUnreadable: null,
  };
  expect(invariantsOf(item)).not.toEqual([18, 0]);
  const { items } = await settle(new MovingSite([movement]));
  expect(invariantsOf(items.get('A')!)).toEqual([18, 0]);
});

it('reads a quiet site once', async () => {
  const site = new MovingSite([]);
  const { asOf } = await settle(site);
  expect(site.statements).toBe(3);
  expect(asOf).toBe(7);
});

it('takes a document without a stamp for one that may have moved', async () => {
  const site = new MovingSite([]);
  const read = site.read.bind(site);
  site.read = async (of) => {
    const reading = await read(of);
    return { ...reading, bins: reading.bins.map((bin) => ({ ...bin, modified: null })) };
  };
  await settle(site);
  expect(site.statements).toBe(6);
});

it('tells of the items that are read again that their purchase orders could not be read', async () => {
  const site = new MovingSite([{ at: 0, item: 'A', kind: 'receive', qty: 3, stampedBefore: 0 }]);
  const read = site.read.bind(site);
  let readings = 0;
  site.read = async (of) => {
    const reading = await read(of);
    readings += 1;
    return readings === 1 ? reading : { ...reading, inbound: [], inboundUnreadable: 'Not allowed.' };
  };
  const { items, inboundUnreadable } = await settle(site);
  expect(items.get('A')).toMatchObject({ inbound: [], inboundUnreadable: 'Not allowed.' });
  expect(items.get('B')?.inboundUnreadable).toBeNull();
  expect(inboundUnreadable).toBeNull();
});

const restless = Array.from({ length: 40 }, (_, at) => ({
  at,
  item: 'B',
  kind: 'deliver' as const,
  qty: at % 8 === 0 ? 1 : 0,
  stampedBefore: 0,
}));

/** Without a Sales Order, whose movement concerns all its items. */
const stockOnly = (site: MovingSite): SupplySource => ({
  ...{ ready: site.ready, itemsOf: site.itemsOf, stampOfNow: () => site.stampOfNow() },
  read: async (of) => ({ ...(await site.read(of)), salesOrder: null }),
});

it('gives up the item that does not become quiet, and no other', async () => {
  const { items, faults } = await settle(stockOnly(new MovingSite(restless)), 2);
  expect([...faults.keys()]).toEqual(['B']);
  expect(faults.get('B')).toMatchObject({
    code: 'SUPPLY_UNSETTLED',
    detail: expect.stringMatching(/orders of B changed/),
  });
  expect(items.get('A')?.bins).toEqual([expect.objectContaining({ actual_qty: 10 })]);
});

it('gives up all items of a Sales Order that does not become quiet', async () => {
  const { faults } = await settle(new MovingSite(restless), 2);
  expect([...faults.keys()].sort()).toEqual(['A', 'B']);
});

it('keeps a figure that can not be used to its item, which is not read again', async () => {
  const unusable = new OtpError('SUPPLY_INVALID', 'actual_qty is empty.');
  const site = stockOnly(
    new MovingSite([
      { at: 0, item: 'A', kind: 'receive', qty: 3, stampedBefore: 0 },
      { at: 0, item: 'B', kind: 'receive', qty: 3, stampedBefore: 0 },
    ]),
  );
  const asked: (readonly string[])[] = [];
  const { faults, items } = await settle({
    ...site,
    read: async (of) => {
      asked.push(of.itemCodes);
      return { ...(await site.read(of, limits)), faults: new Map([['B', unusable]]) };
    },
  });
  expect(faults).toEqual(new Map([['B', unusable]]));
  expect(items.get('A')?.bins).toEqual([expect.objectContaining({ actual_qty: 13 })]);
  expect(asked).toEqual([['A', 'B'], ['A']]);
});
