import type { Disturbance } from './disturbance.js';
import { chaosTable, tallyOf } from './tally.js';
import { NO_RETRY_AFTER, type Outcome } from './traffic.js';

const disturbance = (loses: Disturbance['loses']) => ({ what: 'gateway 1 is killed', loses });
const call = (kind: Outcome['kind'], sentAt: number, ms: number, fault?: string): Outcome => ({
  ...{ kind, sentAt, ms, fault },
});
const repeated = { ...call('write', 1_020, 30, 'status 502'), repeatFault: undefined };
const mute = { ...repeated, fault: `status 503 ${NO_RETRY_AFTER}` };
const brokenStream = { ...call('stream', 1_000, 900, 'UND_ERR_SOCKET'), repeatFault: undefined };
const lost = { ...repeated, repeatFault: 'status 503' };

describe('what callers noticed', () => {
  it('is counted by kind of call, with how long it lasted', () => {
    const outcomes = [
      ...[call('promise', 1_000, 40), call('promise', 1_010, 90, 'ECONNRESET'), call('promise', 1_200, 250)],
      ...[call('read', 1_100, 5), repeated],
    ];
    expect(tallyOf(disturbance('writes'), 1_000, outcomes)).toEqual({
      what: 'gateway 1 is killed',
      calls: 5,
      failed: { promise: 1, read: 0, write: 1, stream: 0 },
      lost: 0,
      slowestMs: 250,
      recoveredAfterMs: 100,
      faults: { 'promise: ECONNRESET': 1, 'write: status 502': 1 },
      mayFail: 'writes',
      isAsAllowed: false,
    });
  });

  it.each([
    ['nothing', [], true],
    ['nothing', [repeated], false],
    ['nothing', [call('read', 0, 1, 'status 503')], false],
    ['writes', [repeated], true],
    ['writes', [lost], false],
    ['writes', [mute], false],
    ['nothing', [brokenStream], false],
    ['writes', [brokenStream], true],
    ['writes', [{ ...brokenStream, repeatFault: 'status 503' }], false],
    ['writes', [call('promise', 0, 1, 'status 503')], false],
    ['reads and writes', [call('read', 0, 1, 'status 503'), repeated], true],
    ['reads and writes', [call('promise', 0, 1, 'status 503')], false],
    ['everything', [call('promise', 0, 1, 'ECONNREFUSED'), repeated], true],
    ['everything', [lost], false],
  ] as const)('where it may lose %s: %j', (loses, outcomes, isAsAllowed) => {
    expect(tallyOf(disturbance(loses), 0, outcomes).isAsAllowed).toBe(isAsAllowed);
  });

  it('becomes a table', () => {
    const row = { ...tallyOf(disturbance('nothing'), 0, [repeated]), inStepAfterMs: 2_345 };
    expect(chaosTable([row]).split('\n')).toEqual([
      expect.stringMatching(/^\| what happens \| calls \|/),
      expect.stringMatching(/^\| --- \| --: \|/),
      '| gateway 1 is killed | 1 | 0 | 0 | 1 | 0 | 0 | 0 ms | 1.1 s | 2.3 s | nothing | NO |',
    ]);
  });
});
