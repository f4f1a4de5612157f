import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlagError, helpText } from './flags.js';
import { readPlan } from './start-plan.js';

const read = (line: string, env: Record<string, string> = {}) =>
  readPlan(line === '' ? [] : line.split(' '), env, '/home/desk');

function faultsOf(line: string, env: Record<string, string> = {}): readonly string[] {
  try {
    read(line, env);
  } catch (error) {
    if (error instanceof FlagError) return error.faults;
    throw error;
  }
  throw new Error('no fault was found');
}

const erp = '--erp-url https://erp.example.com --erp-key K --default-warehouse Stores';

describe('the flags of npm start', () => {
  it('may all be left out', () => {
    expect(read('')).toEqual({
      gateways: 4,
      promises: 2,
      stocks: 1,
      port: 8080,
      sandboxPort: 8090,
      erp: undefined,
      sandboxArgs: [],
      defaultWarehouse: 'Stores - AP',
      apiKeys: 'off',
      logs: 'warn',
      balance: 'round-robin',
      tls: undefined,
    });
  });

  it('say how nginx spreads calls, and with which certificate it is asked', () => {
    expect(read('--balance random-two --tls-cert a.crt --tls-key /b.key --tls-port 8444')).toMatchObject({
      balance: 'random-two',
      tls: { port: 8444, certFile: '/home/desk/a.crt', keyFile: '/b.key' },
    });
    expect(faultsOf('--balance fastest')).toEqual([expect.stringContaining('must be round-robin, least')]);
    for (const line of ['--tls-cert a', '--tls-key a', '--tls-port 1']) {
      expect(faultsOf(line)).toEqual([expect.stringContaining('belong together')]);
    }
  });

  it('leave the sandbox without API keys, unless they are asked for, and a real ERPNext never', () => {
    expect(read('', { API_KEYS: 'required' }).apiKeys).toBe('required');
    expect(read(`${erp} --erp-secret S`).apiKeys).toBe('required');
    expect(faultsOf(`${erp} --erp-secret S`, { API_KEYS: 'off' })).toEqual([
      expect.stringContaining('API_KEYS=off is for the sandbox'),
    ]);
  });

  it('are read in both spellings, and those of the sandbox are passed on', () => {
    const line =
      '--port=8081 --gateways 2 --csv my/figures --seed 7 --latency stock=20,po=25 --fail-rate 0.5';
    expect(read(line)).toMatchObject({
      port: 8081,
      gateways: 2,
      sandboxArgs: [
        ...['--csv', '/home/desk/my/figures', '--seed', '7'],
        ...['--latency', 'stock=20,po=25', '--fail-rate', '0.5'],
      ],
    });
  });

  it('name a real ERPNext, its secret in one of three places', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otp-flags-'));
    const file = join(folder, 'secret');
    writeFileSync(file, 'from-file\n');
    const site = { url: 'https://erp.example.com', key: 'K' };
    expect(read(`${erp} --erp-secret S`).erp).toEqual({ ...site, secret: 'S' });
    expect(read(`${erp} --erp-secret-file ${file}`).erp).toEqual({ ...site, secret: 'from-file' });
    expect(read(erp, { ERPNEXT_API_SECRET: 'E' }).erp).toEqual({ ...site, secret: 'E' });
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['--gatways 4', /^--gatways is not a flag\.$/],
    ['8081', /^"8081" belongs to no flag.*npm start -- --port/],
    ['--port', /^--port needs a value/],
    ['--port 80x', /^--port must be a whole number from 1 to 65535, not "80x"\.$/],
    ['--port 70000', /from 1 to 65535/],
    ['--gateways 0', /^--gateways must be a whole number from 1 to 64/],
    ['--gateways -1', /^--gateways/],
    ['--port 1 --port 2', /^--port is given twice/],
    ['--port 8090', /^--port and --sandbox-port are both 8090/],
    ['--latency stock', /^--latency must look like stock=20,po=25/],
    ['--logs loud', /^--logs must be one of off, error, warn/],
    ['--fail-rate 2', /^--fail-rate must be a number from 0 to 1/],
    ['--erp-key K', /^--erp-key needs --erp-url/],
    ['--erp-url erp.example.com', /^--erp-url must be an http or https address/],
    ['--erp-url https://erp.example.com/?a=1', /^--erp-url must be an address alone/],
    ['--erp-url http://a --erp-key K --erp-secret S', /^--erp-url needs --default-warehouse/],
    ['--erp-url http://a --erp-secret S --default-warehouse W', /^--erp-url needs --erp-key/],
    [erp, /^--erp-url needs --erp-secret, --erp-secret-file, or the variable/],
    [`${erp} --erp-secret-file /none`, /^--erp-secret-file can't be read: ENOENT/],
    [`${erp} --erp-secret S --erp-secret-file F`, /keep one/],
    [`${erp} --erp-secret S --items 5`, /^--items is for the sandbox/],
  ])('%s is refused in words', (line, message) => {
    expect(faultsOf(line).some((fault) => message.test(fault))).toBe(true);
  });

  it('have all their faults told at once, without the secret', () => {
    const faults = faultsOf('--port x --gateways y --nothing --erp-url u --erp-secret hush');
    expect(faults.length).toBeGreaterThanOrEqual(5);
    expect(faults.join()).not.toContain('hush');
  });

  it('have no password in the address, and do not print it', () => {
    for (const address of [
      'https://me:hush@erp.example.com',
      'ftp://me:hush@erp.example.com',
      'me:hush@erp',
    ]) {
      const faults = faultsOf(`--erp-url ${address} --erp-key K --erp-secret S --default-warehouse W`);
      expect(faults).toEqual([expect.stringMatching(/^--erp-url must be an .*address/)]);
      expect(faults.join()).not.toContain('hush');
    }
  });

  it('are listed by --help', () => {
    for (const flag of ['--port N', '--erp-secret-file FILE', '--csv FOLDER', '--help']) {
      expect(helpText()).toContain(flag);
    }
  });
});
