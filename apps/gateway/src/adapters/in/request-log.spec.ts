import { OtpError } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import { dataSourceOf, type EndedRequest, RequestLog } from './request-log.js';

interface Line {
  readonly level: string;
  readonly status: number;
  readonly unlogged?: number;
}

describe('the log of requests', () => {
  let now: number;
  let lines: Line[];
  let log: RequestLog;
  const usual: EndedRequest = {
    method: 'POST',
    endpoint: '/otp/promise',
    status: 200,
    ms: 3,
    mayTakeLong: false,
    traceId: 't',
    requestId: 'r',
    caller: undefined,
    lines: 1,
    promise: undefined,
    fault: undefined,
  };
  const write = (count: number, more: Partial<EndedRequest> = {}): number =>
    Array.from({ length: count }, () => log.write({ ...usual, ...more })).filter(Boolean).length;

  beforeEach(() => {
    now = 0;
    lines = [];
    const at = (level: string) => (facts: Omit<Line, 'level'>) => void lines.push({ level, ...facts });
    const logger = { isLevelEnabled: () => true, info: at('info'), error: at('error') };
    log = new RequestLog(
      logger as unknown as Logger,
      { perSecond: 2, troublesPerSecond: 3, slowMs: 100 },
      () => now,
    );
  });

  it('takes a sample of each second, and says how many it left out', () => {
    expect(write(5)).toBe(2);
    now = 999;
    expect(write(1)).toBe(0);
    now = 1_000;
    expect(write(1)).toBe(1);
    expect(lines.map(({ unlogged }) => unlogged)).toEqual([undefined, undefined, 4]);
  });

  it('has a sample of its own for what failed or was slow', () => {
    write(5);
    expect(write(2, { status: 503 })).toBe(2);
    expect(write(2, { ms: 100 })).toBe(1);
    expect(write(1, { ms: 100, mayTakeLong: true })).toBe(0);
    expect(lines.map(({ level, status }) => [level, status])).toEqual([
      ['info', 200],
      ['info', 200],
      ['error', 503],
      ['error', 503],
      ['info', 200],
    ]);
  });

  it('quotes the sentence of a fault only where the caller is not to blame', () => {
    const quoting = new OtpError('VALIDATION_FAILED', 'item "what he wrote" is not known');
    write(1, { status: 422, fault: quoting });
    write(1, { status: 503, fault: new OtpError('UNAVAILABLE', 'Redis is not reachable.') });
    expect(lines).toEqual([
      expect.objectContaining({ code: 'VALIDATION_FAILED', detail: undefined }),
      expect.objectContaining({ code: 'UNAVAILABLE', detail: 'Redis is not reachable.' }),
    ]);
  });
});

it('finds the data source of a promise, and no text that looks like it', () => {
  const told = { reasons: ['"data_source":"none"'], data_source: 'REPLICA', promise_id: '"data_source":"x"' };
  expect(dataSourceOf(Buffer.from(JSON.stringify(told)))).toBe('REPLICA');
  expect(dataSourceOf(Buffer.from('{}'))).toBeUndefined();
});
