import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfig, loadRedisConfig, processes, variables } from './index.js';

const withoutSecret = {
  ERPNEXT_URL: 'https://erp.example.com',
  ERPNEXT_API_KEY: 'k',
  DEFAULT_WAREHOUSE: 'Stores - AP',
};
const stock = { ...withoutSecret, ERPNEXT_API_SECRET: 's3cret' };
const promise = { STOCK_ADDRESSES: '127.0.0.1:1', DEFAULT_WAREHOUSE: 'Stores - AP' };

function faultsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('fills in defaults and keeps to what the process uses', () => {
    const config = loadConfig('stock', { ...stock, GATEWAY_PORT: 'nonsense' });
    expect(config.ERPNEXT_CONNECTIONS).toBe(100);
    expect(config).not.toHaveProperty('GATEWAY_PORT');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports every fault at once, in words', () => {
    const faults = faultsOf(() =>
      loadConfig('promise', {
        STOCK_ADDRESSES: 'nowhere',
        DEFAULT_CUTOFF_TIME: '24:00',
        DEFAULT_TIMEZONE: 'Mars/Olympus',
        WAREHOUSE_CLASSES: '{"Stores - AP": "SHOP"}',
        ITEM_PROCESSING_LEAD_TIMES: '[1',
      }),
    );
    expect(faults).toHaveLength(6);
    expect(faults.join('\n')).toMatch(/STOCK_ADDRESSES \(it is "nowhere"\).*host:port/);
    expect(faults.join('\n')).toMatch(/DEFAULT_WAREHOUSE is missing/);
    expect(faults.join('\n')).toMatch(/DEFAULT_CUTOFF_TIME \(it is "24:00"\)/);
    expect(faults.join('\n')).toMatch(/DEFAULT_TIMEZONE .*IANA/);
    expect(faults.join('\n')).toMatch(/WAREHOUSE_CLASSES .* at Stores - AP/);
    expect(faults.join('\n')).toMatch(/ITEM_PROCESSING_LEAD_TIMES .*JSON object/);
  });

  it.each([
    ['GATEWAY_PORT', '70000'],
    ['GATEWAY_PORT', 'http'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['REQUEST_TIMEOUT_MS', '1.5'],
    ['LOG_LEVEL', 'loud'],
    ['PROMISE_ADDRESSES', 'a:1,,b:2'],
  ])('refuses %s=%s', (name, text) => {
    expect(faultsOf(() => loadConfig('gateway', { PROMISE_ADDRESSES: 'a:1', [name]: text }))[0]).toContain(
      name,
    );
  });

  it('parses lists, switches and objects', () => {
    const config = loadConfig('promise', {
      ...promise,
      STOCK_ADDRESSES: 'a:1, b:2',
      WEEKLY_OFF: 'Friday',
      DEFAULT_NO_WEEKENDS: 'false',
      WAREHOUSE_CLASSES: '{"Yard - AP": "NOT_AVAILABLE"}',
    });
    expect(config.STOCK_ADDRESSES).toEqual(['a:1', 'b:2']);
    expect(config.WEEKLY_OFF).toEqual(['Friday']);
    expect(config.DEFAULT_NO_WEEKENDS).toBe(false);
    expect(config.WAREHOUSE_CLASSES).toEqual({ 'Yard - AP': 'NOT_AVAILABLE' });
    expect(loadConfig('promise', { ...promise, WEEKLY_OFF: '' }).WEEKLY_OFF).toEqual([]);
    expect(loadConfig('promise', promise).WEEKLY_OFF).toEqual(['Saturday', 'Sunday']);
  });

  it('sees what does not go together', () => {
    const assume = { ...promise, DEFAULT_OVERDUE_PO: 'ASSUME_DAYS' };
    expect(faultsOf(() => loadConfig('promise', assume))).toEqual([
      expect.stringContaining('DEFAULT_OVERDUE_PO_DAYS'),
    ]);
    expect(loadConfig('promise', { ...assume, DEFAULT_OVERDUE_PO_DAYS: '4' }).DEFAULT_OVERDUE_PO_DAYS).toBe(
      4,
    );
  });

  it('knows names by their DNS server, and certificates as a whole', () => {
    const address = 'dns://127.0.0.1:1053/stock.test:50061';
    expect(loadConfig('promise', { ...promise, STOCK_ADDRESSES: address }).STOCK_ADDRESSES).toEqual([
      address,
    ]);
    const tls = { GRPC_TLS_CA: 'ca.crt', GRPC_TLS_CERT: 'tls.crt', GRPC_TLS_KEY: 'tls.key' };
    expect(loadConfig('promise', { ...promise, ...tls })).toMatchObject(tls);
    expect(faultsOf(() => loadConfig('promise', { ...promise, ...tls, GRPC_TLS_KEY: '' }))).toEqual([
      expect.stringContaining('belong together'),
    ]);
  });

  it('lets no gateway go without API keys where others can reach it', () => {
    const gateway = { PROMISE_ADDRESSES: 'a:1', STOCK_ADDRESSES: 'a:1', API_KEYS: 'off' };
    expect(loadConfig('gateway', gateway).API_KEYS).toBe('off');
    expect(faultsOf(() => loadConfig('gateway', { ...gateway, GATEWAY_HOST: '0.0.0.0' }))).toEqual([
      expect.stringContaining('without keys'),
    ]);
  });

  it.each([
    ['CORS_ORIGINS', 'https://desk.example.com/'],
    ['CORS_ORIGINS', 'desk.example.com'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'nginx'],
    ['WEBHOOK_SECRETS', `${'s'.repeat(43)},short`],
    ['API_KEY_CACHE_MS', '5001'],
  ])('keeps the edge from %s=%s', (name, text) => {
    const gateway = { PROMISE_ADDRESSES: 'a:1', STOCK_ADDRESSES: 'a:1', [name]: text };
    expect(faultsOf(() => loadConfig('gateway', gateway))).toEqual([expect.stringContaining(name)]);
  });

  it('reads where Redis is, and nothing else', () => {
    const config = loadRedisConfig({ REDIS_URL: 'redis://r:1', LOG_LEVEL: 'loud' });
    expect(config).toMatchObject({ REDIS_URL: 'redis://r:1', REDIS_TIMEOUT_MS: 250 });
    expect(faultsOf(() => loadRedisConfig({ REDIS_URL: 'r' }))).toHaveLength(1);
  });

  describe('secrets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otp-config-'));
    const file = join(folder, 'secret');
    afterAll(() => rmSync(folder, { recursive: true }));

    it('come from a file, without its line end', () => {
      writeFileSync(file, 'from-file\n');
      expect(
        loadConfig('stock', { ...withoutSecret, ERPNEXT_API_SECRET_FILE: file }).ERPNEXT_API_SECRET,
      ).toBe('from-file');
    });

    it('are not taken from two places, nor from a file that is not there', () => {
      expect(
        faultsOf(() => loadConfig('stock', { ...stock, ERPNEXT_API_SECRET_FILE: file })).join(),
      ).toContain('keep one');
      expect(
        faultsOf(() =>
          loadConfig('stock', { ...withoutSecret, ERPNEXT_API_SECRET_FILE: `${file}.none` }),
        ).join(),
      ).toContain('ENOENT');
    });

    it('are never quoted', () => {
      const message = faultsOf(() =>
        loadConfig('stock', { ERPNEXT_URL: 'x', ERPNEXT_API_SECRET: 'hush' }),
      ).join();
      expect(message).not.toContain('hush');
      const gateway = { PROMISE_ADDRESSES: 'a:1', STOCK_ADDRESSES: 'a:1' };
      for (const [name, text] of [
        ['WEBHOOK_SECRETS', 'too-short-to-be-hush'],
        ['REDIS_URL', 'redis//:hush@redis:6379'],
      ] as const) {
        const faults = faultsOf(() => loadConfig('gateway', { ...gateway, [name]: text })).join();
        expect(faults).toContain(name);
        expect(faults).not.toContain('hush');
      }
    });
  });

  it('documents every variable and each of its readers', () => {
    for (const variable of Object.values(variables)) {
      expect(variable.description).toMatch(/\.$/);
      for (const reader of variable.usedBy) expect(processes).toContain(reader);
    }
  });
});
