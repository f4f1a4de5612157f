import { readFileSync } from 'node:fs';
import { aheadBy, clockFinding } from './clock.js';
import { type SyncState, syncFindings } from './engine-checks.js';
import { report, worstOf } from './examine.js';
import { fail, ok, warn } from './finding.js';
import { flagsIn } from './flags.js';
import { recommended } from './index-checks.js';

const now = Date.parse('2026-03-02T09:00:00Z');
const header = (ms: number): string => new Date(now + ms).toUTCString();

describe('aheadBy', () => {
  it.each([
    ['the same second', 0, 0],
    ['the second before, which the header was cut off to', -900, 0],
    ['later than the answer', 5_000, 4_700],
    ['earlier than the question', -10_000, -9_000],
  ])('%s', (_, told, ahead) => expect(aheadBy(header(told), now, now + 300)).toBe(ahead));

  it('does not know without a header', () => expect(aheadBy(null, now, now)).toBeUndefined());
});

describe('clockFinding', () => {
  it.each([
    [0, 'ok'],
    [-5_000, 'ok'],
    [5_001, 'warn'],
    [-60_000, 'warn'],
    [-60_001, 'fail'],
    [undefined, 'warn'],
  ])('%s ms: %s', (ahead, status) => expect(clockFinding('clock', 'ERPNext', ahead).status).toBe(status));
});

describe('the synchronisation', () => {
  const inStep: SyncState = {
    complete: true,
    covered_until: new Date(now - 10_000).toISOString(),
    hints_waiting: 0,
    running: null,
    last: null,
    problems: [],
  };
  const found = (change: Partial<SyncState>) =>
    syncFindings({ ...inStep, ...change }, now, { intervalMs: 30_000, staleAfterMs: 900_000 });
  const ago = (seconds: number): string => new Date(now - seconds * 1_000).toISOString();
  const run = { kind: 'full', items_done: 5, items_total: 10, failure: null };

  it.each([
    ['is in step', {}, 'ok'],
    ['is late', { covered_until: ago(121) }, 'warn'],
    ['is stale', { covered_until: ago(901) }, 'fail'],
    ['reads for the first time', { complete: false, covered_until: null, running: run }, 'warn'],
    ['has not begun', { complete: false, covered_until: null }, 'fail'],
  ] as const)('%s', (_, change, status) => expect(found(change)[0]?.status).toBe(status));

  it('says why the last run ended, and what the engine complains of', () => {
    const last = { ...run, failure: 'ERPNext is away' };
    const findings = found({ complete: false, last, problems: ['Webhooks pile up.'] });
    expect(findings[0]?.text).toMatch('ERPNext is away');
    expect(findings[1]).toEqual(warn('synchronisation problem', 'Webhooks pile up.'));
  });
});

describe('the report', () => {
  it('is as bad as its worst finding', () => {
    expect(worstOf([ok('a', ''), warn('b', ''), fail('c', '')])).toBe('fail');
    expect(worstOf([ok('a', ''), warn('b', '')])).toBe('warn');
    expect(worstOf([ok('a', '')])).toBe('ok');
  });

  it('holds no secret, whoever has said it', () => {
    const flags = flagsIn(['--erp-url', 'http://erp.example'], {
      ERPNEXT_API_KEY: 'key',
      ERPNEXT_API_SECRET: 'secret-of-erpnext',
      REDIS_URL: 'redis://:secret%2Dof%2Dredis@redis.example',
      OTP_KEY: 'otp_secret_key',
    });
    if (flags === 'help') throw new Error('no flags');
    const told = fail('a', 'secret-of-erpnext, secret-of-redis and otp_secret_key');
    for (const json of [true, false]) expect(report([told], { ...flags, json })).not.toMatch(/secret/);
  });
});

describe('the flags', () => {
  const env = { ERPNEXT_URL: 'http://erp.example/', ERPNEXT_API_KEY: 'key', ERPNEXT_API_SECRET: 'secret' };

  it('come from variables, too', () => {
    const flags = flagsIn([], { ...env, REDIS_URL: 'redis://a.example' });
    expect(flags).toMatchObject({
      erp: { url: 'http://erp.example', key: 'key', secret: 'secret' },
      receiver: 'http://127.0.0.1:8080',
      redis: { REDIS_URL: 'redis://a.example' },
      admin: undefined,
    });
    expect(flagsIn([], env)).toMatchObject({ redis: undefined });
  });

  it('let --redis go before everything that says where Redis is', () => {
    const variables = { ...env, REDIS_CLUSTER: 'a:1', REDIS_SENTINELS: 'b:1', REDIS_PASSWORD: 'p' };
    expect(flagsIn(['--redis', 'redis://c.example'], variables)).toMatchObject({
      redis: { REDIS_URL: 'redis://c.example', REDIS_PASSWORD: 'p' },
    });
    const flags = flagsIn(['--redis', 'redis://c.example'], variables);
    expect(flags === 'help' ? {} : flags.redis).not.toHaveProperty('REDIS_CLUSTER');
  });

  it.each([
    [[], {}, /--erp-key is missing/],
    [['--admin-key', 'a'], env, /--admin-key and --admin-secret belong together/],
    [['--sql', 'mysql://host'], env, /must name a database/],
    [['--unknown'], env, /unknown/i],
  ])('%s are refused', (args, given, message) => expect(() => flagsIn(args, given)).toThrow(message));
});

it('recommends the index that is shipped', () => {
  const shipped = readFileSync('deploy/erpnext/indexes.sql', 'utf8');
  expect(shipped).toMatch(`\`${recommended.table}\``);
  expect(shipped).toMatch(`\`${recommended.index}\``);
});
