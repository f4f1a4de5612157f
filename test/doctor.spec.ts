import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Cluster,
  freePort,
  projectFolder,
  runChild,
  startCluster,
  startRedis,
  waitFor,
} from '#libs/testing';

interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly text: string;
}

const manager = 'frappe.core.page.permission_manager.permission_manager';
const role = 'Order Promise Engine';
const run = promisify(execFile);
/** Each run of the doctor takes a second or two, and five more when Redis is away. */
const PATIENCE_MS = 60_000;

let cluster: Cluster;
let redisPort: number;

beforeAll(async () => {
  cluster = await startCluster({ gateways: 1, promises: 1, items: 60 });
  redisPort = cluster.processes.find(({ name }) => name === 'redis')?.port ?? 0;
  const program = join(projectFolder, 'dist', 'tools', 'erpnext-install.js');
  const installed = await runChild([
    ...[process.execPath, program],
    ...['--erp-url', cluster.sandboxUrl, '--erp-key', 'sandbox', '--erp-secret', 'sandbox'],
    ...['--receiver', cluster.url, '--engine-user', 'engine@acme.test'],
  ] as [string, ...string[]]);
  expect([await installed.ended, installed.output()]).toEqual([0, expect.anything()]);
  const isInStep = async () =>
    ((await (await fetch(`${cluster.url}/api/sync`)).json()) as { complete: boolean }).complete;
  await waitFor(isInStep, { timeoutMs: 30_000, what: 'a complete replica' });
}, 120_000);
afterAll(() => cluster.stop());

async function doctor(...args: string[]) {
  const child = await runChild([
    ...[process.execPath, join(projectFolder, 'dist', 'tools', 'doctor.js')],
    ...[
      '--url',
      cluster.url,
      '--erp-url',
      cluster.sandboxUrl,
      '--erp-key',
      'engine',
      '--erp-secret',
      'engine',
    ],
    ...['--admin-key', 'sandbox', '--admin-secret', 'sandbox', '--redis', `redis://127.0.0.1:${redisPort}`],
    ...args,
  ] as [string, ...string[]]);
  return { code: await child.ended, output: child.output() };
}

async function findings(...args: string[]) {
  const { code, output } = await doctor('--json', ...args);
  const all = (JSON.parse(output) as { findings: Finding[] }).findings;
  return {
    code,
    all,
    not: (status: Finding['status']) => all.filter((finding) => finding.status !== status),
    of: (check: string) => all.find((finding) => finding.check === check),
  };
}

async function ask(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${cluster.sandboxUrl}${path}`, {
    method,
    headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
const redisSays = async (...words: string[]): Promise<string> =>
  (await run('redis-cli', ['-p', String(redisPort), ...words])).stdout;
const mayRead = (doctype: string, value: 0 | 1) =>
  ask('POST', `/api/method/${manager}.update`, { doctype, role, permlevel: 0, ptype: 'read', value });

/** Stands before a server and says that it is another time. */
async function withClockAhead(url: string, ms: number, use: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const body = Buffer.concat(await request.toArray());
      const answer = await fetch(`${url}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(
          ['authorization', 'content-type'].flatMap((name) => {
            const value = request.headers[name];
            return typeof value === 'string' ? [[name, value]] : [];
          }),
        ),
        ...(body.length === 0 ? {} : { body }),
      });
      response.writeHead(answer.status, {
        date: new Date(Date.now() + ms).toUTCString(),
        'content-type': answer.headers.get('content-type') ?? '',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    forward().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('npm run doctor', () => {
  it(
    'finds nothing wrong with a deployment that is as it should be',
    async () => {
      const found = await findings();
      expect(found.not('ok')).toEqual([
        expect.objectContaining({
          check: 'indexes of ERPNext',
          status: 'warn',
          text: expect.stringMatching(/--sql/),
        }),
      ]);
      expect(found.code).toBe(0);
      expect(found.of('version')?.text).toMatch(/15\.\d/);
      expect(found.of('time zone')?.text).toMatch('Europe/Berlin');
      expect(found.all.map(({ check }) => check)).toEqual(
        expect.arrayContaining([
          'webhooks',
          'custom fields',
          'Redis policy',
          'Redis persistence',
          'synchronisation',
        ]),
      );
    },
    PATIENCE_MS,
  );

  it(
    'tells which permission is missing and what that costs',
    async () => {
      await mayRead('Purchase Order', 0);
      await mayRead('Comment', 0);
      try {
        const found = await findings();
        expect(found.code).toBe(1);
        expect(found.of('permission on Purchase Order')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/may not read.*CANNOT_PROMISE_RELIABLY.*erpnext:install/),
        });
        expect(found.of('permission on Comment')).toMatchObject({ status: 'warn' });
        expect(found.of('permission on Bin')).toMatchObject({ status: 'ok' });
      } finally {
        await mayRead('Purchase Order', 1);
        await mayRead('Comment', 1);
      }
    },
    PATIENCE_MS,
  );

  it(
    'tells of rows that a User Permission hides',
    async () => {
      const path = '/api/resource/User Permission';
      const rule = { user: 'engine@acme.test', allow: 'Company', for_value: 'Acme Parts' };
      await ask('POST', path, { name: 'hides', ...rule });
      const { data } = (await (
        await fetch(`${cluster.sandboxUrl}${path}`, { headers: { authorization: 'token sandbox:sandbox' } })
      ).json()) as { data: { name: string }[] };
      try {
        expect((await findings()).of('User Permissions')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/Company/),
        });
      } finally {
        for (const { name } of data) await ask('DELETE', `${path}/${name}`);
      }
    },
    PATIENCE_MS,
  );

  it(
    'tells which webhook is disabled, missing, or sends elsewhere',
    async () => {
      const path = (slug: string) => `/api/resource/Webhook/${encodeURIComponent(`${role} ${slug}`)}`;
      await ask('PUT', path('bin-on-change'), { enabled: 0 });
      await ask('PUT', path('item-on-update'), { request_url: 'http://elsewhere.example/hook' });
      await ask('DELETE', path('company-on-update'));
      const found = await findings();
      expect(found.code).toBe(1);
      const webhooks = found.of('webhooks');
      expect(webhooks?.status).toBe('fail');
      expect(webhooks?.text).toMatch(/bin-on-change" → \S+bin-on-change \(enabled\)/);
      expect(webhooks?.text).toMatch(/item-on-update" → \S+item-on-update \(request_url\)/);
      expect(webhooks?.text).toMatch(/Missing: Webhook "Order Promise Engine company-on-update"/);
      expect(webhooks?.text).not.toMatch(/bin-after-insert/);
    },
    PATIENCE_MS,
  );

  it(
    'tells of fields that are not there',
    async () => {
      const name = 'Sales Order-custom_otp_confidence';
      await ask('DELETE', `/api/resource/Custom Field/${encodeURIComponent(name)}`);
      expect((await findings()).of('custom fields')).toMatchObject({
        status: 'warn',
        text: expect.stringMatching(/custom_otp_confidence/),
      });
    },
    PATIENCE_MS,
  );

  it(
    'tells of a Redis that throws keys away, keeps nothing or is nearly full',
    async () => {
      const set = (...words: string[]) => redisSays('CONFIG', 'SET', ...words);
      try {
        await set('maxmemory-policy', 'allkeys-lru', 'appendonly', 'no');
        const found = await findings();
        expect(found.code).toBe(1);
        expect(found.of('Redis policy')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/allkeys-lru.*noeviction/),
        });
        expect(found.of('Redis persistence')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/appendonly/),
        });
        expect(found.of('Redis memory')).toMatchObject({ status: 'ok' });
        // Nothing is thrown away, and there is room for what the doctor itself takes.
        const used = Number(/used_memory:(\d+)/.exec(await redisSays('INFO', 'memory'))?.[1]);
        await set(
          'maxmemory-policy',
          'noeviction',
          'maxmemory',
          String(Math.round(used / 0.87)),
          'save',
          '60 1',
        );
        const full = await findings();
        expect(full.of('Redis memory')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/8\d %/),
        });
        expect(full.of('Redis policy')).toMatchObject({ status: 'ok' });
        expect(full.of('Redis persistence')).toMatchObject({ status: 'warn' });
      } finally {
        await set('maxmemory-policy', 'noeviction', 'maxmemory', '0', 'save', '', 'appendonly', 'yes');
      }
    },
    PATIENCE_MS,
  );

  it(
    'tells of clocks that are off',
    async () => {
      await withClockAhead(cluster.sandboxUrl, 3_600_000, async (url) => {
        expect((await findings('--erp-url', url)).of('clock of ERPNext')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/(3599|3600) s ahead.*NTP/),
        });
      });
      await withClockAhead(cluster.url, -20_000, async (url) => {
        expect(
          (await findings('--url', url, '--receiver', cluster.url)).of('clock of the engine'),
        ).toMatchObject({
          status: 'warn',
          text: expect.stringMatching(/behind/),
        });
      });
    },
    PATIENCE_MS,
  );

  it(
    'tells of stamps that run ahead of the site',
    async () => {
      const ahead = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
      const bin = {
        name: 'ahead',
        item_code: 'BOLT-M8',
        warehouse: 'North 2 - AP',
        modified: `${ahead}.000000`,
      };
      await ask('POST', '/sandbox/rows', { Bin: [bin] });
      try {
        expect((await findings()).of('stamps')).toMatchObject({
          status: 'fail',
          text: expect.stringMatching(/min ahead/),
        });
      } finally {
        await ask('POST', '/sandbox/rows', { Bin: [{ ...bin, modified: '2026-01-01 00:00:00.000000' }] });
      }
    },
    PATIENCE_MS,
  );

  it(
    'tells of what it can not reach, and of keys that are not known',
    async () => {
      const nobody = `http://127.0.0.1:${await freePort()}`;
      const away = await findings(
        '--url',
        nobody,
        '--erp-url',
        nobody,
        '--redis',
        nobody.replace('http', 'redis'),
      );
      expect(away.code).toBe(1);
      for (const check of ['engine', 'receiver of webhooks', 'Redis', 'ERPNext answers']) {
        expect([check, away.of(check)?.status]).toEqual([check, 'fail']);
      }
      expect(away.of('user')).toBeUndefined();
      const stranger = await findings('--erp-secret', 'somebody-else');
      expect(stranger.of('user')).toMatchObject({
        status: 'fail',
        text: expect.stringMatching(/API Access/),
      });
      expect(stranger.of('webhooks')).toBeDefined();
      const wrongServer = await findings('--erp-url', cluster.url);
      expect(wrongServer.of('ERPNext answers')).toMatchObject({
        status: 'fail',
        text: expect.stringMatching(/not ERPNext/),
      });
    },
    PATIENCE_MS,
  );

  it(
    'says what it has not seen',
    async () => {
      const child = await runChild(
        [
          ...[process.execPath, join(projectFolder, 'dist', 'tools', 'doctor.js'), '--json'],
          ...['--url', cluster.url, '--erp-url', cluster.sandboxUrl],
        ] as [string, ...string[]],
        { ERPNEXT_API_KEY: 'engine', ERPNEXT_API_SECRET: 'engine' },
      );
      const code = await child.ended;
      const { findings: all } = JSON.parse(child.output()) as { findings: Finding[] };
      const unseen = all.filter(({ text }) => text.startsWith('Not seen'));
      expect(unseen.map(({ check, status }) => [check, status])).toEqual([
        ['Redis', 'warn'],
        ['webhooks', 'warn'],
        ['custom fields', 'warn'],
        ['indexes of ERPNext', 'warn'],
      ]);
      expect(code).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'prints no secret',
    async () => {
      const secrets = [
        'erp-secret-1234',
        'admin-secret-1234',
        'redis-secret-1234',
        'sql-secret-1234',
        'otp-key-1234',
      ];
      const [erp = '', admin = '', redis = '', sql = '', key = ''] = secrets;
      const guarded = await startRedis({ requirepass: 'another-password' });
      try {
        const { code, output } = await doctor(
          ...['--erp-secret', erp, '--admin-secret', admin, '--key', key],
          ...[
            '--redis',
            `redis://:${redis}@${guarded.address}`,
            '--sql',
            `mysql://u:${sql}@127.0.0.1:1/site`,
          ],
        );
        expect(code).toBe(1);
        expect(output).toMatch(/^fail {2}Redis .*the password is refused/m);
        for (const secret of secrets) expect(output).not.toContain(secret);
      } finally {
        await guarded.stop();
      }
    },
    PATIENCE_MS,
  );

  it(
    'refuses flags that make no sense',
    async () => {
      const { code, output } = await doctor('--url', 'nowhere', '--sql', 'postgres://a:b@c/d');
      expect(code).toBe(2);
      expect(output).toMatch(/--url must be/);
      expect(output).toMatch(/--sql must look like/);
    },
    PATIENCE_MS,
  );
});
