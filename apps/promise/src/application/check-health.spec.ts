import { OtpError } from '#libs/kernel';
import { CheckHealth } from './check-health.js';
import type { ErpnextHealth } from './supply.port.js';
import { Engine, HOUR, settled } from './test/engine.js';

describe('CheckHealth', () => {
  let engine: Engine;
  let erpnext: ErpnextHealth | OtpError;
  let check: CheckHealth;
  beforeEach(() => {
    engine = new Engine();
    erpnext = { connected: true, problems: [] };
    engine.stock.health = () =>
      erpnext instanceof OtpError ? Promise.reject(erpnext) : Promise.resolve(erpnext);
    check = new CheckHealth(
      engine.stock,
      engine.known,
      engine.references,
      () => engine.heardAt ?? engine.clock.ms,
      { clock: engine.clock, oldestMs: 24 * HOUR, silenceMs: 5_000 },
    );
  });

  const health = () => check.health(engine.limits());

  /** A complete replica and one item of it in this process. */
  async function warm(): Promise<void> {
    engine.inStep();
    const asking = engine.loader.supplyOf(['Bolt'], null, engine.limits());
    await settled();
    engine.replica.reads[0]?.answer(new Map([['Bolt', engine.snapshot('Bolt')]]));
    await asking;
  }

  it('is good while ERPNext answers, with or without a replica', async () => {
    expect(await health()).toEqual({ canPromise: true, connected: true, problems: [] });
  });

  it('is bad when neither ERPNext nor a replica is there', async () => {
    erpnext = { connected: false, problems: ['ERPNext is down.'] };
    expect(await health()).toEqual({ canPromise: false, connected: false, problems: ['ERPNext is down.'] });
  });

  it('goes on with the replica when ERPNext or the stock service is gone', async () => {
    await warm();
    erpnext = new OtpError('UNAVAILABLE', 'The stock service is not reachable.');
    engine.clock.ms += 60_000;
    expect(await health()).toEqual({
      canPromise: true,
      connected: false,
      problems: [
        'The stock service is not reachable.',
        'Promises are given from the replica, which was last in step with ERPNext 60 s ago.',
      ],
    });
  });

  it('says that Redis is away, and goes on with what this process keeps', async () => {
    await warm();
    engine.heardAt = engine.clock.ms;
    engine.clock.ms += 5_001;
    const sentence =
      'A promise service has no contact with Redis: what it does not hold is read from ERPNext.';
    expect(await health()).toEqual({ canPromise: true, connected: true, problems: [sentence] });
    erpnext = { connected: false, problems: [] };
    expect((await health()).canPromise).toBe(true);
    engine.kept.clear();
    expect((await health()).canPromise).toBe(false);
  });

  it('is bad when the replica is a day behind', async () => {
    await warm();
    erpnext = { connected: false, problems: [] };
    engine.clock.ms += 24 * HOUR + 1;
    expect((await health()).canPromise).toBe(false);
  });
});
