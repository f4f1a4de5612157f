import { OtpError } from '#libs/kernel';
import { CheckSync } from './check-sync.js';
import type { SyncState } from './sync/replica.port.js';
import { NOTHING_SYNCHRONISED, type SyncRun } from './sync/sync-state.js';

const NOW = 1_000_000;
const failed = { kind: 'incremental', failure: 'ERPNext is down.' } as SyncRun;

function checking(state: SyncState | undefined, more: { waiting?: number; policy?: string } = {}) {
  const clock = { time: NOW, now: () => clock.time };
  const asked = { count: 0 };
  const check = new CheckSync(
    {
      replica: {
        state: () => ((asked.count += 1), Promise.resolve(state)),
        itemCount: () => Promise.resolve(7),
      },
      hints: { waiting: () => Promise.resolve(more.waiting ?? 0) },
      policyProblem: () => Promise.resolve(more.policy),
    },
    clock,
    { lateAfterMs: 60_000, hintsPileUp: 10 },
  );
  return { check, clock, asked };
}

const complete: SyncState = { ...NOTHING_SYNCHRONISED, complete: true, coveredUntilMs: NOW - 60_000 };
const NOT_COMPLETE = 'The replica is not complete yet: every order is read from ERPNext.';

it.each([
  ['nothing while all is well', complete, {}, []],
  ['that there was no sync yet', undefined, {}, [NOT_COMPLETE]],
  [
    'that the sync is late',
    { ...complete, coveredUntilMs: NOW - 61_000 },
    {},
    ['The replica has not followed ERPNext for 61 s.'],
  ],
  [
    'why the last run failed',
    { ...complete, progress: { ...complete.progress, last: failed } },
    {},
    ['The last synchronisation failed. ERPNext is down.'],
  ],
  ['that webhooks pile up', complete, { waiting: 11 }, ['11 webhooks of ERPNext wait to be worked off.']],
  ['that Redis is set up wrongly', complete, { policy: 'It forgets.' }, ['It forgets.']],
])('tells %s', async (_name, state, more, problems) => {
  expect((await checking(state, more).check.status()).problems).toEqual(problems);
});

it('tells the state, asking at most once a second', async () => {
  const { check, clock, asked } = checking(complete, { waiting: 2 });
  expect(await check.status()).toEqual({
    ...{ complete: true, coveredUntilMs: NOW - 60_000, items: 7, hintsWaiting: 2 },
    ...{ running: null, last: null, problems: [] },
  });
  clock.time += 999;
  await check.status();
  expect(asked.count).toBe(1);
  clock.time += 1;
  await check.status();
  expect(asked.count).toBe(2);
});

it('tells that Redis is away instead of failing', async () => {
  const { check } = checking(complete);
  const away = new CheckSync(
    {
      replica: {
        state: () => Promise.reject(new OtpError('UNAVAILABLE', 'Redis is not reachable.')),
        itemCount: () => Promise.resolve(7),
      },
      hints: { waiting: () => Promise.resolve(0) },
      policyProblem: () => Promise.resolve(undefined),
    },
    { now: () => NOW },
    { lateAfterMs: 60_000, hintsPileUp: 10 },
  );
  expect(await away.status()).toMatchObject({
    complete: false,
    problems: ['Redis is not reachable. Every order is read from ERPNext until it is back.'],
  });
  expect((await check.status()).complete).toBe(true);
});
