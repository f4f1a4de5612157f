import { OtpError } from '#libs/kernel';
import { Throttle } from './throttle.js';

/** A throttle on a clock that moves when somebody waits; `read` takes so long and tells how long it rested. */
function throttle(settings: { pauseMs?: number; slowMs?: number } = {}) {
  let now = 0;
  const throttle = new Throttle({ now: () => now }, { pauseMs: 0, slowMs: 1_000, ...settings }, (ms) => {
    now += ms;
    return Promise.resolve();
  });
  return async (ms: number, fault?: OtpError, signal = new AbortController().signal): Promise<number> => {
    const askedAt = now;
    let rested = NaN;
    const reading = throttle.run(() => {
      rested = now - askedAt;
      now += ms;
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    }, signal);
    if (fault === undefined) await reading;
    else await expect(reading).rejects.toBe(fault);
    return rested;
  };
}

const limited = new OtpError('SUPPLY_UNAVAILABLE', 'turned away', { retryAfterSeconds: 7 });

it.each([
  ['not after a quick one', {}, 10, undefined, 0],
  ['for the pause that is set', { pauseMs: 50 }, 10, undefined, 50],
  ['as long as a slow one took', {}, 3_000, undefined, 3_000],
  ['as long as ERPNext asks for', {}, 10, limited, 7_000],
  ['not after a fault that is not one of ERPNext', {}, 10, new OtpError('UNAVAILABLE', 'Redis'), 0],
])('rests %s', async (_, settings, ms, fault, rest) => {
  const read = throttle(settings);
  await read(ms, fault);
  expect(await read(1)).toBe(rest);
});

it('does not rest when it is told to stop', async () => {
  const read = throttle();
  await read(10, limited);
  expect(await read(1, undefined, AbortSignal.abort())).toBe(0);
});
