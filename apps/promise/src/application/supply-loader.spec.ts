import { OtpError } from '#libs/kernel';
import { bin, item } from '../domain/test/company.js';
import type { OrderSupply } from './supply-loader.js';
import { Engine, HOUR, MINUTE, settled, versioned } from './test/engine.js';

const unavailable = new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext is down.');

describe('SupplyLoader', () => {
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine();
  });

  const ask = (codes: string[], limits = engine.limits()): Promise<OrderSupply> =>
    engine.loader.supplyOf(codes, null, limits);

  /** Has the items read from the replica and kept. */
  async function warm(...codes: string[]): Promise<void> {
    const asking = ask(codes);
    await settled();
    engine.replica.reads.at(-1)?.answer(new Map(codes.map((code) => [code, engine.snapshot(code)])));
    await asking;
  }

  /** Answers the next read of the stock service. */
  async function live(...codes: string[]): Promise<void> {
    await settled();
    engine.stock.reads.at(-1)?.answer(engine.live(codes.map((code) => item(code))));
  }

  describe('before the replica has been filled once', () => {
    it('reads everything from ERPNext, again and again', async () => {
      for (let time = 1; time <= 2; time++) {
        const asking = ask(['Bolt', 'Nut']);
        await live('Bolt', 'Nut');
        expect(await asking).toMatchObject({ dataSource: 'LIVE', asOfMs: engine.clock.ms });
        expect(engine.stock.reads).toHaveLength(time);
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
      }
      expect(engine.replica.reads).toHaveLength(0);
      expect(engine.stock.reads[0]?.codes).toEqual(['Bolt', 'Nut']);
    });

    it('does not remember that an item is unknown', async () => {
      for (let time = 1; time <= 2; time++) {
        const asking = ask(['Ghost']);
        await live();
        expect((await asking).items.size).toBe(0);
        expect(engine.stock.reads).toHaveLength(time);
      }
    });
  });

  describe('with a complete replica', () => {
    beforeEach(() => {
      engine.inStep();
    });

    it('reads an order in one round trip, bundles and all, and has it at hand from then on', async () => {
      engine.stock.shared = versioned('v1', {
        bundles: [
          {
            item_code: 'Kit',
            components: [
              { item_code: 'Bolt', qty: 2 },
              { item_code: 'Nut', qty: 1 },
            ],
          },
        ],
      });
      const asking = ask(['kit ', 'Screw']);
      await settled();
      expect(engine.replica.reads.map((read) => read.codes)).toEqual([['kit ', 'Bolt', 'Nut', 'Screw']]);
      const kit = engine.snapshot('Kit', { item: item('Kit', { is_stock_item: false }) });
      engine.replica.reads[0]?.answer(
        new Map([
          ['kit ', kit],
          ...['Bolt', 'Nut', 'Screw'].map((code) => [code, engine.snapshot(code)] as const),
        ]),
      );
      const supply = await asking;
      expect(supply.dataSource).toBe('REPLICA');
      expect([...supply.items.keys()].sort()).toEqual(['Bolt', 'Kit', 'Nut', 'Screw']);
      expect(supply.canonicalCodes).toEqual(new Map([['kit ', 'Kit']]));
      expect(supply.items.get('Kit')?.components).toHaveLength(2);
      expect(engine.loader.atHand(['KIT', 'Screw'])?.items).toEqual(supply.items);
      expect(engine.replica.reads).toHaveLength(1);
      expect(engine.stock.reads).toHaveLength(0);
      const more = ask(['Screw', 'Washer']);
      await settled();
      engine.replica.reads[1]?.answer(new Map());
      await live('Washer');
      await more;
      expect(engine.layers).toEqual(['redis', 'l1', 'erpnext']);
    });

    it('reads what two orders wait for once, and what it misses in one call', async () => {
      const both = [ask(['Bolt', 'Nut']), ask(['Nut', 'Screw'])];
      await settled();
      expect(engine.replica.reads.map((read) => read.codes)).toEqual([['Bolt', 'Nut', 'Screw']]);
      engine.replica.reads[0]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
      await live('Nut', 'Screw');
      expect(engine.stock.reads.map((read) => read.codes)).toEqual([['Nut', 'Screw']]);
      const [first, second] = await Promise.all(both);
      expect(first?.dataSource).toBe('REPLICA');
      expect(second?.dataSource).toBe('LIVE');
      expect(engine.loader.atHand(['Bolt', 'Nut', 'Screw'])).toBeDefined();
    });

    it('never takes one item for another whose code is only similar', async () => {
      const asking = ask(['Bolt']);
      await settled();
      engine.replica.reads[0]?.answer(new Map([['Bolt', engine.snapshot('Bolt 2')]]));
      await live();
      expect((await asking).items.size).toBe(0);
    });

    it('remembers for half a minute that ERPNext does not know an item', async () => {
      const first = ask(['Ghost']);
      await settled();
      engine.replica.reads[0]?.answer(new Map());
      await live();
      await first;
      expect(engine.loader.atHand(['Ghost'])?.items.size).toBe(0);
      engine.clock.ms += MINUTE / 2;
      expect(engine.loader.atHand(['Ghost'])).toBeUndefined();
    });

    it('forgets that an item is unknown when it is told of', async () => {
      const first = ask(['Ghost']);
      await settled();
      engine.replica.reads[0]?.answer(new Map());
      await live();
      await first;
      engine.changes.items(['GHOST']);
      expect(engine.loader.atHand(['Ghost'])).toBeUndefined();
    });

    it('says 503 for an item that the replica lacks while ERPNext is down: not unknown, not zero', async () => {
      const asking = ask(['Bolt']);
      const failing = expect(asking).rejects.toBe(unavailable);
      await settled();
      engine.replica.reads[0]?.answer(new Map());
      await settled();
      engine.stock.reads[0]?.fail(unavailable);
      await failing;
    });

    it('fails only the orders of an item whose supply can not be told', async () => {
      const fault = new OtpError('SUPPLY_UNSETTLED', 'Bolt is changing.');
      const failing = expect(ask(['Bolt', 'Nut'])).rejects.toBe(fault);
      const other = ask(['Nut']);
      await settled();
      engine.replica.reads[0]?.answer(new Map());
      await settled();
      engine.stock.reads[0]?.answer(engine.live([item('Nut')], { faults: new Map([['Bolt', fault]]) }));
      await failing;
      expect((await other).items.has('Nut')).toBe(true);
    });

    it('reads from ERPNext when the replica can not be read', async () => {
      const asking = ask(['Bolt']);
      await settled();
      engine.replica.reads[0]?.fail(new OtpError('UNAVAILABLE', 'Redis is not reachable.'));
      await live('Bolt');
      expect((await asking).dataSource).toBe('LIVE');
    });

    it('refuses a service item while bundles can not be read, and stock items not', async () => {
      engine.stock.shared = versioned('v1', { bundlesUnreadable: 'Bundles are hidden.' });
      const failing = expect(ask(['Kit'])).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
      const other = ask(['Bolt']);
      await settled();
      engine.replica.reads[0]?.answer(
        new Map([
          ['Kit', engine.snapshot('Kit', { item: item('Kit', { is_stock_item: false }) })],
          ['Bolt', engine.snapshot('Bolt')],
        ]),
      );
      await settled();
      engine.stock.reads[0]?.answer(engine.live([item('Kit', { is_stock_item: false })]));
      await failing;
      expect((await other).items.has('Bolt')).toBe(true);
    });

    describe('changes', () => {
      it('drops an item that has changed, however it is written', async () => {
        await warm('Bolt', 'Nut');
        engine.changes.items(['BOLT ']);
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
        expect(engine.loader.atHand(['Nut'])).toBeDefined();
      });

      it('does not keep what was being read when a change was told, nor lets others join it', async () => {
        const first = ask(['Bolt']);
        await settled();
        engine.changes.items(['Bolt']);
        const second = ask(['Bolt']);
        await settled();
        expect(engine.replica.reads).toHaveLength(2);
        engine.replica.reads[0]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
        await first;
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
        const supply = { bins: [bin('Stores - AP', 7)] };
        engine.replica.reads[1]?.answer(
          new Map([['Bolt', engine.snapshot('Bolt', { item: item('Bolt', supply) })]]),
        );
        await second;
        const kept = engine.loader.atHand(['Bolt'])?.items.get('Bolt')?.supply.get('Acme Parts')?.stock;
        expect(kept?.[0]?.available).toBe(7_000_000_000n);
      });

      it('does not keep a live read that a change overtook', async () => {
        const asking = ask(['Bolt']);
        await settled();
        engine.replica.reads[0]?.answer(new Map());
        await settled();
        engine.changes.items(['Bolt']);
        await live('Bolt');
        await asking;
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
      });

      it('keeps what had not begun to be read when the change was told', async () => {
        const asking = ask(['Bolt']);
        engine.changes.items(['Bolt']);
        await settled();
        engine.replica.reads[0]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
        await asking;
        expect(engine.loader.atHand(['Bolt'])).toBeDefined();
      });

      it('drops everything when changes may have been missed, also what is being read', async () => {
        await warm('Bolt');
        const asking = ask(['Nut']);
        await settled();
        engine.changes.reset(engine.coverage(), 'v1');
        engine.replica.reads.at(-1)?.answer(new Map([['Nut', engine.snapshot('Nut')]]));
        await asking;
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
        expect(engine.loader.atHand(['Nut'])).toBeUndefined();
      });

      it('does not put an older read in the place of a newer one', async () => {
        const first = ask(['Bolt']);
        await settled();
        const before = engine.snapshot('Bolt');
        engine.clock.ms += 1_000;
        const supply = { bins: [bin('Stores - AP', 7)] };
        const newer = { ...engine.snapshot('Bolt'), item: item('Bolt', supply) };
        engine.known.keep('bolt', await keptFrom(newer));
        engine.replica.reads[0]?.answer(new Map([['Bolt', before]]));
        await first;
        expect(engine.kept.get('bolt')?.readAtMs).toBe(newer.asOfMs);
      });

      /** A kept item as another engine makes it of a snapshot. */
      async function keptFrom(snapshot: ReturnType<Engine['snapshot']>) {
        const other = new Engine().inStep();
        const asking = other.loader.supplyOf(['Bolt'], null, other.limits());
        await settled();
        other.replica.reads[0]?.answer(new Map([['Bolt', snapshot]]));
        await asking;
        const kept = other.kept.get('bolt');
        if (kept === undefined) throw new Error('not kept');
        return kept;
      }

      it('takes new reference data and prepares everything anew with it', async () => {
        await warm('Kit', 'Bolt');
        engine.changes.reference('v2');
        expect(engine.loader.atHand(['Kit'])).toBeUndefined();
        engine.stock.shared = versioned('v2', {
          asOfMs: engine.clock.ms + 1,
          bundles: [{ item_code: 'Kit', components: [{ item_code: 'Bolt', qty: 2 }] }],
        });
        const asking = ask(['Kit']);
        await settled();
        expect(engine.replica.reads.at(-1)?.codes).toEqual(['Kit', 'Bolt']);
        engine.replica.reads.at(-1)?.answer(
          new Map([
            ['Kit', engine.snapshot('Kit', { item: item('Kit', { is_stock_item: false }) })],
            ['Bolt', engine.snapshot('Bolt')],
          ]),
        );
        const supply = await asking;
        expect(supply.reference.version).toBe('v2');
        expect(supply.items.get('Kit')?.components).toHaveLength(1);
      });

      it('starts an order anew when a bundle changes while it is being read', async () => {
        const asking = ask(['Kit']);
        await settled();
        engine.changes.reference('v2');
        engine.stock.shared = versioned('v2', {
          asOfMs: engine.clock.ms + 1,
          bundles: [{ item_code: 'Kit', components: [{ item_code: 'Bolt', qty: 2 }] }],
        });
        const kit = engine.snapshot('Kit', { item: item('Kit', { is_stock_item: false }) });
        engine.replica.reads[0]?.answer(new Map([['Kit', kit]]));
        await settled();
        expect(engine.replica.reads[1]?.codes).toEqual(['Bolt']);
        engine.replica.reads[1]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
        const supply = await asking;
        expect(supply.reference.version).toBe('v2');
        expect([...supply.items.keys()].sort()).toEqual(['Bolt', 'Kit']);
      });

      it('does not mix what it had at hand with what was prepared with newer reference data', async () => {
        await warm('Bolt');
        const asking = ask(['Bolt', 'Nut']);
        await settled();
        engine.changes.reference('v2');
        engine.stock.shared = versioned('v2', { asOfMs: engine.clock.ms + 1 });
        engine.replica.reads[1]?.answer(new Map([['Nut', engine.snapshot('Nut')]]));
        await settled();
        expect(engine.replica.reads[2]?.codes).toEqual(['Bolt']);
        engine.replica.reads[2]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
        const supply = await asking;
        expect(supply.reference.version).toBe('v2');
        expect(supply.items.size).toBe(2);
      });

      it('learns from a live read that there is newer reference data', async () => {
        const asking = ask(['Bolt']);
        await settled();
        engine.replica.reads[0]?.answer(new Map());
        engine.stock.shared = versioned('v2', { asOfMs: engine.clock.ms + 1 });
        await settled();
        engine.stock.reads[0]?.answer(engine.live([item('Bolt')], { referenceVersion: 'v2' }));
        const supply = await asking;
        expect(supply).toMatchObject({ dataSource: 'LIVE', reference: { version: 'v2' } });
        expect(engine.stock.reads).toHaveLength(1);
      });
    });

    describe('age', () => {
      it('is that of the oldest item, covered only where its node is vouched for', async () => {
        const old = engine.clock.ms - 10 * MINUTE;
        const asking = ask(['Bolt', 'Nut']);
        await settled();
        engine.replica.reads[0]?.answer(
          new Map([
            ['Bolt', engine.snapshot('Bolt', { asOfMs: old })],
            ['Nut', engine.snapshot('Nut', { asOfMs: old - 1, history: 'after a failover' })],
          ]),
        );
        expect((await asking).asOfMs).toBe(old - 1);
        expect(engine.loader.atHand(['Bolt'])?.asOfMs).toBe(engine.clock.ms);
        engine.clock.ms += 10_000;
        engine.changes.covered(engine.coverage());
        expect(engine.loader.atHand(['Bolt'])?.asOfMs).toBe(engine.clock.ms);
        expect(engine.loader.atHand(['Nut'])?.asOfMs).toBe(old - 1);
      });

      it.each([
        ['at once when its node is vouched for', 0],
        ['after half a minute while its node is not vouched for', MINUTE / 2 + 1],
      ])('is asked for again in the replica %s', async (_when, ms) => {
        const nut = new Map([['Nut', engine.snapshot('Nut', { history: 'after a failover' })]]);
        const asking = ask(['Nut']);
        await settled();
        engine.replica.reads[0]?.answer(nut);
        await asking;
        expect(engine.loader.atHand(['Nut'])).toBeDefined();
        engine.clock.ms += 1 + ms;
        const isVouchedFor = ms === 0;
        if (isVouchedFor) engine.changes.covered({ ...engine.coverage(), histories: ['after a failover'] });
        expect(engine.loader.atHand(['Nut'])).toBeUndefined();
        const again = ask(['Nut']);
        await settled();
        const readAt = engine.clock.ms - 1 - ms;
        engine.replica.reads[1]?.answer(nut);
        expect((await again).asOfMs).toBe(isVouchedFor ? engine.clock.ms : readAt);
      });

      it('does not grow by a coverage that vouches no more for the node that an item came from', async () => {
        await warm('Bolt');
        const readAt = engine.clock.ms;
        const asking = ask(['Nut']);
        await settled();
        engine.clock.ms += MINUTE;
        engine.changes.covered({ ...engine.coverage(), histories: ['after a failover'] });
        engine.replica.reads.at(-1)?.answer(new Map([['Nut', engine.snapshot('Nut', { asOfMs: readAt })]]));
        expect((await asking).asOfMs).toBe(readAt);
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
        expect(engine.loader.atHand(['Nut'])).toBeUndefined();
      });

      it('does not grow by a coverage that was told before the read began', async () => {
        engine.changes.covered(engine.coverage());
        engine.clock.ms += MINUTE;
        await warm('Bolt');
        const readAt = engine.clock.ms;
        engine.clock.ms += MINUTE;
        expect(engine.loader.atHand(['Bolt'])?.asOfMs).toBe(readAt);
      });

      it('does not give an overtaken read the age of a coverage that came after it', async () => {
        const begun = engine.clock.ms;
        const asking = ask(['Bolt']);
        await settled();
        engine.changes.items(['Bolt']);
        engine.clock.ms += MINUTE;
        engine.changes.covered(engine.coverage());
        engine.replica.reads[0]?.answer(
          new Map([['Bolt', engine.snapshot('Bolt', { asOfMs: begun - HOUR })]]),
        );
        expect((await asking).asOfMs).toBe(begun);
      });

      it('after 15 minutes has the item read again', async () => {
        await warm('Bolt');
        engine.clock.ms += 15 * MINUTE;
        expect(engine.loader.atHand(['Bolt'])).toBeDefined();
        engine.clock.ms += 1;
        const asking = ask(['Bolt']);
        await live('Bolt');
        expect(await asking).toMatchObject({ dataSource: 'LIVE', asOfMs: engine.clock.ms });
        expect(engine.replica.reads).toHaveLength(1);
        expect(engine.loader.atHand(['Bolt'])).toBeDefined();
      });

      it('is STALE when that fails, up to a day, and nothing after that', async () => {
        await warm('Bolt');
        const readAt = engine.clock.ms;
        for (const age of [15 * MINUTE + 1, 24 * HOUR]) {
          engine.clock.ms = readAt + age;
          engine.stock.shared = versioned('v1', { asOfMs: engine.clock.ms });
          const asking = ask(['Bolt']);
          await settled();
          engine.stock.reads.at(-1)?.fail(unavailable);
          expect(await asking).toMatchObject({ dataSource: 'STALE', asOfMs: readAt });
        }
        engine.clock.ms += 1;
        const failing = expect(ask(['Bolt'])).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
        await settled();
        engine.stock.reads.at(-1)?.fail(new OtpError('UNAVAILABLE', 'gone'));
        await failing;
      });

      it('waits for ERPNext at most half of its time when something older will do', async () => {
        await warm('Bolt');
        engine.clock.ms += 16 * MINUTE;
        const begin = performance.now();
        expect((await ask(['Bolt'], engine.limits(2_000))).dataSource).toBe('STALE');
        const took = performance.now() - begin;
        expect(took).toBeGreaterThan(990);
        expect(took).toBeLessThan(1_900);
      });

      it('has a document that can not be used told, not hidden behind older figures', async () => {
        await warm('Bolt');
        engine.clock.ms += 16 * MINUTE;
        const invalid = new OtpError('SUPPLY_INVALID', 'Bin of Bolt');
        const failing = expect(ask(['Bolt'])).rejects.toBe(invalid);
        await settled();
        engine.stock.reads[0]?.answer(engine.live([], { faults: new Map([['Bolt', invalid]]) }));
        await failing;
      });

      it('has masters that were read a day ago read again, whatever covers them', async () => {
        const asking = ask(['Bolt']);
        await settled();
        engine.replica.reads[0]?.answer(
          new Map([['Bolt', engine.snapshot('Bolt', { asOfMs: engine.clock.ms - 24 * HOUR - 1 })]]),
        );
        await live('Bolt');
        expect((await asking).dataSource).toBe('LIVE');
      });

      it('asks again for purchase orders that could not be read', async () => {
        const asking = ask(['Bolt']);
        await settled();
        const snapshot = engine.snapshot('Bolt', { inboundUnreadable: 'not permitted' });
        engine.replica.reads[0]?.answer(new Map([['Bolt', snapshot]]));
        expect((await asking).inboundUnreadable).toBe('not permitted');
        expect(engine.loader.atHand(['Bolt'])?.inboundUnreadable).toBe('not permitted');
        engine.clock.ms += MINUTE / 2 + 1;
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
      });

      it('calls everything STALE while warehouses can not be read again', async () => {
        await warm('Bolt');
        engine.stock.shared = unavailable;
        engine.clock.ms += HOUR + 1;
        engine.changes.covered(engine.coverage());
        expect(engine.loader.atHand(['Bolt'])).toBeUndefined();
        expect((await ask(['Bolt'])).dataSource).toBe('STALE');
      });
    });

    describe('while no changes are heard', () => {
      it('uses what it keeps for half a minute, then reads first', async () => {
        await warm('Bolt');
        engine.heardAt = engine.clock.ms;
        engine.clock.ms += MINUTE / 2;
        expect(engine.loader.atHand(['Bolt'])).toBeDefined();
        engine.clock.ms += 1;
        const asking = ask(['Bolt']);
        await settled();
        engine.replica.reads.at(-1)?.fail(new OtpError('UNAVAILABLE', 'Redis is not reachable.'));
        await live('Bolt');
        expect((await asking).dataSource).toBe('LIVE');
        expect(engine.loader.atHand(['Bolt'])).toBeDefined();
      });

      it('goes on with what it keeps when nothing can be read, and says so', async () => {
        await warm('Bolt');
        const readAt = engine.clock.ms;
        engine.heardAt = readAt;
        engine.clock.ms += MINUTE;
        const asking = ask(['Bolt']);
        await settled();
        engine.replica.reads.at(-1)?.fail(new OtpError('UNAVAILABLE', 'Redis is not reachable.'));
        await settled();
        engine.stock.reads.at(-1)?.fail(unavailable);
        expect(await asking).toMatchObject({ dataSource: 'STALE', asOfMs: readAt });
      });
    });

    it('reads for a Sales Order from ERPNext, with what it has reserved', async () => {
      await warm('Bolt');
      const asking = engine.loader.supplyOf(['Bolt'], 'SO-1', engine.limits());
      await settled();
      expect(engine.stock.reads[0]).toMatchObject({ codes: ['Bolt'], salesOrderId: 'SO-1' });
      const ownReservations = [{ item_code: 'Bolt', warehouse: 'Stores - AP', qty: 2 }];
      engine.stock.reads[0]?.answer(engine.live([item('Bolt')], { ownReservations }));
      expect(await asking).toMatchObject({ dataSource: 'LIVE', ownReservations });
    });
  });
});
