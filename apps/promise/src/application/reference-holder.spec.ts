import { OtpError } from '#libs/kernel';
import type { Limits } from './limits.js';
import { ReferenceHolder } from './reference-holder.js';
import { HOUR, ReplicaByHand, settings, StockByHand, StoppedClock, versioned } from './test/engine.js';

const limits: Limits = { deadline: Infinity, signal: new AbortController().signal };
const down = new OtpError('UNAVAILABLE', 'down');

describe('ReferenceHolder', () => {
  let clock: StoppedClock;
  let stock: StockByHand;
  let replica: ReplicaByHand;
  let changes: number;
  let holder: ReferenceHolder;
  beforeEach(() => {
    clock = new StoppedClock();
    stock = new StockByHand();
    replica = new ReplicaByHand();
    changes = 0;
    holder = new ReferenceHolder({ stock, replica }, settings, clock, () => (changes += 1));
  });

  it('takes what the replica has and does not read it again', async () => {
    replica.shared = versioned('v1');
    stock.shared = down;
    const all = await Promise.all([holder.fresh(limits), holder.fresh(limits)]);
    expect(all[0]).toBe(all[1]);
    expect(holder.current()).toBe(all[0]);
    expect(changes).toBe(1);
  });

  it('asks the stock service when the replica is away, empty or too old', async () => {
    for (const found of [down, undefined, versioned('v0', { asOfMs: clock.ms - HOUR - 1 })]) {
      replica.shared = found;
      const asking = new ReferenceHolder({ stock, replica }, settings, clock, () => undefined);
      expect((await asking.fresh(limits)).version).toBe('v1');
    }
  });

  it('does not use what is held when another version was told of', async () => {
    await holder.fresh(limits);
    holder.told('v2');
    expect(holder.current()).toBeUndefined();
    stock.shared = versioned('v2', { asOfMs: clock.ms + 1 });
    expect((await holder.fresh(limits)).version).toBe('v2');
    expect(holder.current()?.version).toBe('v2');
    expect(changes).toBe(2);
  });

  it('does not go back to what an instance that lags behind has', async () => {
    await holder.fresh(limits);
    holder.told('v0');
    stock.shared = versioned('v0', { asOfMs: clock.ms - 1_000 });
    expect((await holder.fresh(limits)).version).toBe('v1');
    expect(holder.current()?.version).toBe('v1');
  });

  it('reads again after an hour, and keeps the prepared data when nothing has changed', async () => {
    const first = await holder.fresh(limits);
    clock.ms += HOUR + 1;
    expect(holder.current()).toBeUndefined();
    stock.shared = versioned('v1', { asOfMs: clock.ms });
    expect(await holder.fresh(limits)).toBe(first);
    expect(holder.current()).toBe(first);
    expect(holder.isOutdated()).toBe(false);
    expect(changes).toBe(1);
  });

  it('uses what it has for a day while nothing newer can be had, then refuses', async () => {
    const first = await holder.fresh(limits);
    stock.shared = down;
    clock.ms += 24 * HOUR;
    expect(await holder.fresh(limits)).toBe(first);
    expect(holder.isOutdated()).toBe(true);
    clock.ms += 1;
    await expect(holder.fresh(limits)).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
    stock.shared = versioned('v1', { asOfMs: clock.ms });
    expect(await holder.fresh(limits)).toBe(first);
  });

  it('says that what it has holds no more while the version that was told of can not be read', async () => {
    const first = await holder.fresh(limits);
    holder.told('v2');
    expect(holder.isOutdated()).toBe(false);
    stock.shared = down;
    replica.shared = versioned('v1', { asOfMs: clock.ms + 1 });
    expect(await holder.fresh(limits)).toBe(first);
    expect(holder.isOutdated()).toBe(true);
    clock.ms += 1_000;
    stock.shared = versioned('v2', { asOfMs: clock.ms });
    expect((await holder.fresh(limits)).version).toBe('v2');
    expect(holder.isOutdated()).toBe(false);
  });

  it('fails with the fault of the read while there is nothing', async () => {
    stock.shared = down;
    await expect(holder.fresh(limits)).rejects.toBe(down);
  });

  it('looks again after changes may have been missed', async () => {
    await holder.fresh(limits);
    holder.doubt(undefined);
    expect(holder.current()).toBeUndefined();
    await holder.fresh(limits);
    expect(holder.current()).toBeDefined();
    holder.doubt('v1');
    expect(holder.current()).toBeDefined();
  });

  it('finds a bundle as ERPNext finds its code', async () => {
    stock.shared = versioned('v1', {
      bundles: [{ item_code: 'Käfig-Set', components: [{ item_code: 'Bolt', qty: 2 }] }],
    });
    const held = await holder.fresh(limits);
    expect(held.componentsOf('KAFIG-SET ')).toEqual([{ item_code: 'Bolt', qty: 2 }]);
    expect(held.componentsOf('Kafig')).toEqual([]);
  });

  it('lets a caller go whose time is up, and goes on reading for the others', async () => {
    const reading = Promise.withResolvers<undefined>();
    replica.reference = () => reading.promise;
    const impatient = holder.fresh({ deadline: performance.now() + 1, signal: limits.signal });
    const patient = holder.fresh(limits);
    await expect(impatient).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    reading.resolve(undefined);
    expect((await patient).version).toBe('v1');
  });
});
