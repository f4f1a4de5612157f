import { EventEmitter } from 'node:events';
import type { ServerUnaryCall } from '@grpc/grpc-js';
import { limitsOf } from './server.js';

const clock = { now: () => 1_000_000 };

function running(deadline: Date | number, cancelled = false): ServerUnaryCall<unknown, unknown> {
  return Object.assign(new EventEmitter(), { getDeadline: () => deadline, cancelled }) as never;
}

describe('limitsOf', () => {
  it.each([
    ['a date', new Date(1_002_000), 1_001_980],
    ['a number', 1_002_000, 1_001_980],
    ['none', Infinity, 1_030_000],
    ['one in an hour', 4_600_000, 1_030_000],
  ])(
    'with a deadline that is %s keeps some time for the way back, and is never open',
    (_what, deadline, expected) => {
      expect(limitsOf(running(deadline), clock, clock).deadline).toBe(expected);
      expect(limitsOf(running(deadline), { now: () => 5 }, clock).deadline).toBe(expected - clock.now() + 5);
    },
  );

  it('ends with its caller', () => {
    const call = running(Infinity);
    const { signal } = limitsOf(call, clock);
    expect(signal.aborted).toBe(false);
    call.emit('cancelled', 'gone');
    expect(signal.aborted).toBe(true);
    expect(limitsOf(running(Infinity, true), clock).signal.aborted).toBe(true);
  });
});
