import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { type Gateways, startGateways } from './gateways.js';

const MIB = 1024 * 1024;
/** Many times of what any of them takes, and far below what an expression that goes wrong would. */
const MOST_MS = 2_000;

const order = (fields: string): string => `{"customer":"C","items":[{"item_code":"A","qty":1${fields}}]}`;
const filled = (start: string, filling: string, end: string): string =>
  start + filling.repeat(Math.floor((MIB - start.length - end.length) / filling.length)) + end;

const bombs: readonly (readonly [string, string, number])[] = [
  ['a million lists in each other', filled('', '[', ''), 400],
  ['objects in each other', filled('', '{"a":', ''), 400],
  ['33 lists that are closed', '['.repeat(33) + ']'.repeat(33), 400],
  ['brackets in a text, and quotes that are escaped', filled('{"customer":"', '[\\"{', '"}'), 422],
  ['a number with a million digits', order(`,"x":1${'0'.repeat(MIB - 100)}`), 422],
  [
    'a number with a million zeros before its last digit',
    filled(order(',"uom":1.').slice(0, -3), '0', '1}]}'),
    422,
  ],
  ['numbers with ten decimals', filled('[', '0.1234567891,', '1]'), 422],
  ['an endless exponent', order(`,"x":1e${'9'.repeat(MIB - 100)}`), 422],
  ['a field a thousand times', filled('{', '"items":[],', '"items":[]}'), 422],
  [
    '__proto__ and constructor',
    '{"__proto__":{"customer":"C"},"constructor":{"prototype":{"items":[]}}}',
    422,
  ],
  ['__proto__ in a line', order(',"__proto__":{"uom":"Nos"}'), 422],
  ['a hundred thousand unknown fields', filled('{', '"abcdefgh":1,', '"a":1}'), 422],
  [
    'a code of a million letters',
    filled('{"customer":"C","items":[{"item_code":"', 'x', '","qty":1}]}'),
    422,
  ],
  ['a date of a million digits', filled('{"customer":"C","items":[],"desired_date":"', '1', '"}'), 422],
  [
    'a zone of a million slashes',
    filled('{"customer":"C","items":[],"rules":{"timezone":"', 'a/', '"}}'),
    422,
  ],
  ['half a surrogate', '{"customer":"\\ud800","items":[]}', 422],
];

describe('bodies that are made to hurt', () => {
  let redis: RedisProcess;
  let gateways: Gateways;

  beforeAll(async () => {
    redis = await startRedis();
    gateways = await startGateways(1, { REDIS_URL: redis.url, API_KEYS: 'off' });
    await waitFor(async () => (await fetch(`${gateways.urls[0]}/api/sync`)).ok);
  });
  afterAll(async () => {
    await gateways.stop();
    await redis.stop();
  });

  it.each(bombs)('%s: refused at once', async (_what, body, status) => {
    const beginning = performance.now();
    const answer = await fetch(`${gateways.urls[0]}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const problem = await answer.text();
    expect(performance.now() - beginning).toBeLessThan(MOST_MS);
    expect([answer.status, problem.length < 64 * 1024]).toEqual([status, true]);
  });

  it.each(['/*/x', '/otp/*', '/a*b', '/:', '/:(', '/otp/promise/:x(', '//', '/%2a/x'])(
    'the path %s is none of ours',
    async (path) => {
      const answer = await fetch(`${gateways.urls[0]}${path}`, { method: 'POST', body: '{}' });
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    },
  );

  it('change nothing for the calls after them', async () => {
    expect(({} as Record<string, unknown>)['customer']).toBeUndefined();
    expect((await fetch(`${gateways.urls[0]}/api/sync`)).status).toBe(200);
  });
});
