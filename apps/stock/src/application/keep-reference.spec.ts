import { OtpError } from '#libs/kernel';
import { CheckHealth } from './check-health.js';
import type { SyncStatus } from './check-sync.js';
import { KeepReference } from './keep-reference.js';
import type { Reference } from './supply.js';

const reference = {
  asOfMs: 1_000,
  shared: { version: 'v1', distrust: ['Rows are hidden.'] },
  problems: ['No Holiday List.'],
} as unknown as Reference;
const down = new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext is down.');
const limits = { deadline: Infinity, signal: new AbortController().signal };

/** Keeps what `outcomes` give in turn. */
function keeping(...outcomes: readonly (Reference | OtpError)[]) {
  const clock = { time: 1_000, now: () => clock.time };
  const left = [...outcomes];
  const source = {
    greetings: 0,
    reference: async () => {
      const outcome = left.shift()!;
      if (outcome instanceof OtpError) throw outcome;
      return Promise.resolve(outcome);
    },
    greet: async () => {
      source.greetings += 1;
      if (source.greetings === 1) await Promise.reject(down);
    },
  };
  return { kept: new KeepReference(source, clock, { oldestMs: 900_000 }), clock, source };
}

const noSync = { status: () => Promise.resolve({ problems: ['Redis is full.'] } as unknown as SyncStatus) };

it('has nothing to give before the first read', async () => {
  const { kept } = keeping(down, reference);
  expect(() => kept.current()).toThrow('SUPPLY_UNAVAILABLE');
  expect(kept.problems()).toEqual(['Warehouses and companies have not been read from ERPNext yet.']);
  await expect(kept.read(limits)).rejects.toBe(down);
  expect(() => kept.current()).toThrow('ERPNext is down.');
  expect(kept.problems()).toEqual(['Warehouses and companies could not be read. ERPNext is down.']);
  await expect(kept.read(limits)).resolves.toBe(reference);
  expect(kept.current()).toBe(reference);
  expect(kept.problems()).toEqual(['Rows are hidden.', 'No Holiday List.']);
});

it('goes on with what it has while reading again fails, up to an age', async () => {
  const { kept, clock } = keeping(reference, down);
  await kept.read(limits);
  await expect(kept.read(limits)).rejects.toBe(down);
  clock.time += 900_000;
  expect(kept.current()).toBe(reference);
  expect(kept.problems()[0]).toMatch(/holiday lists are 900 s old, because .* failed. ERPNext is down.$/);
  clock.time += 1;
  expect(() => kept.current()).toThrow('ERPNext is down.');
});

it('keeps what was read from later on, whichever ends last', async () => {
  const later = { ...reference, asOfMs: 2_000 };
  const { kept } = keeping(later, reference);
  await kept.read(limits);
  await kept.read(limits);
  expect(kept.current()).toBe(later);
});

it('tells a deadline of its own reads as ERPNext being slow', async () => {
  const { kept } = keeping(new OtpError('DEADLINE_EXCEEDED', 'Too late.'));
  await expect(kept.read(limits)).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
  expect(() => kept.current()).toThrow('SUPPLY_UNAVAILABLE: ERPNext did not answer in time.');
});

it('health says whether we are known, asked once a second at most', async () => {
  const { kept, clock, source } = keeping(reference);
  await kept.read(limits);
  const check = new CheckHealth(source, kept, noSync, clock);
  const problems = ['Rows are hidden.', 'No Holiday List.', 'Redis is full.'];
  expect(await check.health()).toEqual({
    erpnext_connected: false,
    problems: ['ERPNext is down.', ...problems],
  });
  clock.time += 999;
  expect((await check.health()).erpnext_connected).toBe(false);
  expect(source.greetings).toBe(1);
  clock.time += 1;
  expect(await check.health()).toEqual({ erpnext_connected: true, problems });
});
