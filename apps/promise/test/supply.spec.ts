import { OtpError } from '#libs/kernel';
import { waitFor } from '#libs/testing';
import { inStock, PromiseServices, sourceOf } from './promise-services.js';

const PATIENCE_MS = 30_000;
const erpnextDown = new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext is down.');

describe('supply of the promise service', () => {
  let services: PromiseServices;
  beforeEach(async () => {
    services = await PromiseServices.start(2, { SUPPLY_UNCONFIRMED_MS: '3000' });
    for (const code of ['Bolt', 'Nut', 'Screw']) services.have(code, 1);
  }, PATIENCE_MS);
  afterEach(() => services.stop());

  /** A replica that holds all items, and instances that know it. */
  async function replicated(): Promise<void> {
    await services.write('Bolt', 'Nut', 'Screw');
    await services.cover();
    await services.untilReplicated('Bolt', 'Nut', 'Screw');
    services.stock.reads.length = 0;
  }

  it(
    'comes from ERPNext until the replica has been filled, then never again',
    async () => {
      for (let time = 1; time <= 2; time++) {
        expect(sourceOf(await services.first.ask(['Bolt', 'Nut']))).toBe('LIVE');
        expect(services.stock.reads).toHaveLength(time);
      }
      await replicated();
      const orders = Array.from({ length: 200 }, () => ['Bolt', 'Nut', 'Screw']);
      const answers = await services.first.askAll(orders);
      expect(new Set(answers.map(sourceOf))).toEqual(new Set(['REPLICA']));
      expect(services.stock.reads).toHaveLength(0);
    },
    PATIENCE_MS,
  );

  it(
    'takes few reads for many orders at once, each item once',
    async () => {
      const codes = Array.from({ length: 300 }, (_, number) => `Part ${number}`);
      for (const code of codes) services.have(code, 1);
      const orders = codes.map((code, at) => [code, codes[(at + 1) % codes.length] ?? code]);
      const answers = await services.first.askAll(orders);
      expect(new Set(answers.map(sourceOf))).toEqual(new Set(['LIVE']));
      expect(services.stock.reads.length).toBeLessThanOrEqual(6);
      expect(services.stock.reads.flat().sort()).toEqual([...codes].sort());
    },
    PATIENCE_MS,
  );

  it(
    'shows a change in every instance once it is written and announced',
    async () => {
      await replicated();
      for (const pieces of [0.5, 0.25, 0.75, 0.125]) {
        services.have('Bolt', pieces);
        await services.write('Bolt');
        await services.announce('Bolt');
        for (const instance of services.instances) {
          await waitFor(async () => inStock(await instance.ask(['Bolt'])) === pieces, { everyMs: 5 });
        }
      }
      expect(services.stock.reads).toHaveLength(0);
    },
    PATIENCE_MS,
  );

  it(
    'tells an item that ERPNext does not know from one that only the replica lacks',
    async () => {
      await replicated();
      services.have('Washer', 1);
      expect(sourceOf(await services.first.ask(['Washer']))).toBe('LIVE');
      expect(sourceOf(await services.first.ask(['Ghost']))).toBe('VALIDATION_FAILED');
      services.stock.faulty = erpnextDown;
      expect(sourceOf(await services.first.ask(['Ghost']))).toBe('VALIDATION_FAILED');
      expect(sourceOf(await services.first.ask(['Other Ghost']))).toBe('SUPPLY_UNAVAILABLE');
    },
    PATIENCE_MS,
  );

  it(
    'goes on from the replica while ERPNext or all of the stock service is gone',
    async () => {
      await replicated();
      services.stock.faulty = erpnextDown;
      expect(sourceOf(await services.first.ask(['Bolt']))).toBe('REPLICA');
      services.stock.kill();
      expect(sourceOf(await services.first.ask(['Bolt', 'Nut']))).toBe('REPLICA');
      expect(sourceOf(await services.first.ask(['Bolt', 'Washer']))).toBe('UNAVAILABLE');
      services.stock.faulty = undefined;
      services.have('Washer', 1);
      await services.stock.restart();
      await waitFor(async () => sourceOf(await services.first.ask(['Washer'])) === 'LIVE');
    },
    PATIENCE_MS,
  );

  it(
    'lets a silent stock service cost some orders their time and not all',
    async () => {
      services.stock.faulty = 'silent';
      await waitFor(
        async () => {
          const begin = performance.now();
          const source = sourceOf(await services.first.ask(['Bolt'], 800));
          expect(['DEADLINE_EXCEEDED', 'UNAVAILABLE']).toContain(source);
          return source === 'UNAVAILABLE' && performance.now() - begin < 100;
        },
        { timeoutMs: 10_000 },
      );
      services.stock.faulty = undefined;
      await waitFor(async () => sourceOf(await services.first.ask(['Bolt'])) === 'LIVE');
    },
    PATIENCE_MS,
  );

  describe('when Redis', () => {
    /** Waits until an instance answers from the replica again what the replica holds now. */
    async function recovered(): Promise<void> {
      await services.write('Bolt', 'Nut', 'Screw');
      await services.cover();
      await services.untilReplicated('Bolt', 'Nut', 'Screw');
    }

    it(
      'is killed, goes on with what it keeps for a while, then from ERPNext, and never shows what was',
      async () => {
        await replicated();
        await services.redis.kill();
        expect(sourceOf(await services.first.ask(['Bolt']))).toBe('REPLICA');
        services.have('Bolt', 0.5);
        await waitFor(async () => sourceOf(await services.first.ask(['Bolt'])) === 'LIVE');
        expect(inStock(await services.first.ask(['Bolt']))).toBe(0.5);
        await services.redis.restart();
        services.have('Bolt', 0.7);
        await waitFor(async () => inStock(await services.first.ask(['Bolt'])) === 0.7);
        expect(sourceOf(await services.first.ask(['Bolt']))).toBe('LIVE');
        await recovered();
      },
      PATIENCE_MS,
    );

    it(
      'is killed and ERPNext is down, goes on with what it keeps and says STALE',
      async () => {
        await replicated();
        await services.redis.kill();
        services.stock.faulty = erpnextDown;
        const answer = await waitFor(async () => {
          const stale = await services.first.ask(['Bolt']);
          return sourceOf(stale) === 'STALE' && stale;
        });
        expect(answer).toMatchObject({ confidence: 'LOW', status: 'OK' });
        expect(sourceOf(await services.first.ask(['Washer']))).toBe('SUPPLY_UNAVAILABLE');
      },
      PATIENCE_MS,
    );

    it(
      'stands still, costs the first orders its time-out and the next ones nothing',
      async () => {
        await replicated();
        services.redis.pause();
        await waitFor(async () => sourceOf(await services.first.ask(['Bolt'])) === 'LIVE');
        await waitFor(async () => {
          const begin = performance.now();
          services.have(`Part ${begin}`, 1);
          expect(sourceOf(await services.first.ask([`Part ${begin}`]))).toBe('LIVE');
          return performance.now() - begin < 100;
        });
        services.redis.resume();
        await recovered();
      },
      PATIENCE_MS,
    );

    it(
      'was emptied, reads from ERPNext until it is filled again',
      async () => {
        await replicated();
        services.have('Bolt', 0.5);
        await services.redis.command('FLUSHALL');
        await services.announce('Nut');
        await waitFor(async () => sourceOf(await services.first.ask(['Bolt', 'Nut'])) === 'LIVE');
        const answer = await services.first.ask(['Bolt', 'Nut']);
        expect(sourceOf(answer)).toBe('LIVE');
        expect(inStock(answer)).toBe(0.5);
        await recovered();
      },
      PATIENCE_MS,
    );
  });
});
