import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Cruise {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
}

/** For each door: a file that goes through it though it must not. */
const trespassers: Record<string, readonly [path: string, source: string]> = {
  'domain-is-pure': ['apps/a/src/domain/framework.ts', `import '@nestjs/common';`],
  'application-knows-no-technique': ['apps/a/src/application/wire.ts', `import '@grpc/grpc-js';`],
  'inner-rooms-do-not-look-out': ['apps/a/src/application/out.ts', `import '../adapters/out/x.js';`],
  'apps-do-not-import-apps': ['apps/a/src/adapters/neighbour.ts', `import '../../../b/src/main.js';`],
  'libs-do-not-import-apps': ['libs/l/src/user.ts', `import '../../../apps/b/src/main.js';`],
  'kernel-stands-alone': ['libs/kernel/src/heavy.ts', `import 'undici';`],
  'only-redis-lib-knows-ioredis': ['apps/a/src/adapters/out/keys.ts', `import 'ioredis';`],
  'only-observability-knows-otel-sdk': ['apps/a/src/trace.ts', `import '@opentelemetry/sdk-node';`],
  'sandbox-is-a-stranger': ['apps/a/src/stranger.ts', `import '../../erpnext-sandbox/src/main.js';`],
  'testing-stays-in-tests': ['apps/a/src/fake.ts', `import '../../../libs/testing/src/index.js';`],
  'no-cycles': ['apps/a/src/egg.ts', `import './hen.js';`],
  'no-orphans': ['apps/a/src/forgotten.ts', `export const nobody = 0;`],
  'not-to-unlisted': ['apps/a/src/unlisted.ts', `import 'left-pad';`],
  'no-dev-dependencies-at-run-time': [
    'apps/a/src/dev.ts',
    `import { test } from 'fast-check';\nexport { test };`,
  ],
};

const bystanders: Record<string, string> = {
  'apps/a/src/adapters/out/x.ts': 'export const x = 1;',
  'apps/a/src/hen.ts': `import './egg.js';`,
  'apps/a/src/domain/allowed.ts': `import '../../../../libs/kernel/src/index.js';`,
  'apps/b/src/main.ts': 'export const main = 1;',
  'apps/erpnext-sandbox/src/main.ts': 'export const main = 1;',
  'libs/kernel/src/index.ts': 'export const kernel = 1;',
  'libs/testing/src/index.ts': 'export const fake = 1;',
};

describe('the doors between the rooms', () => {
  const house = mkdtempSync(join(tmpdir(), 'otp-doors-'));
  let found: Cruise;

  beforeAll(() => {
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.js'])
      cpSync(file, join(house, file));
    symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
    const files = { ...bystanders, ...Object.fromEntries(Object.values(trespassers)) };
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), source);
    }
    found = cruise(house);
  });
  afterAll(() => rmSync(house, { recursive: true }));

  it('are each tried', () => {
    expect(Object.keys(trespassers).sort()).toEqual(
      found.ruleSetUsed.forbidden.map(({ name }) => name).sort(),
    );
  });

  it.each(Object.entries(trespassers))('%s refuses its trespasser', (rule, [path]) => {
    const caught = found.violations.filter((violation) => violation.rule.name === rule);
    expect(caught.map(({ from }) => from)).toContain(path);
  });

  it('lets those pass that may', () => {
    expect(found.violations.map(({ from }) => from)).not.toContain('apps/a/src/domain/allowed.ts');
  });
});

describe('the doors inside a file', () => {
  it.each<[string, string, string[]]>([
    [
      'apps/promise/src/domain/day.ts',
      `export const impure = [Date.now(), new Date(), Date(), Math.random(), performance.now(), process.pid, crypto.randomUUID()];`,
      [
        ...['no-restricted-globals', 'no-restricted-globals', 'no-restricted-globals'],
        ...['no-restricted-properties', 'no-restricted-properties'],
        ...['no-restricted-syntax', 'no-restricted-syntax'],
      ],
    ],
    ['apps/gateway/src/gateway.ts', `export const port = process.env['PORT'];`, ['no-restricted-properties']],
    ['libs/config/src/load-config.ts', `export const port = process.env['PORT'];`, []],
    ['apps/promise/src/domain/day.ts', `export const pure = [new Date(0), Math.max(1, 2)];`, []],
  ])(
    'of %s: %s',
    (path, source, rules) => {
      expect(lint(path, source)).toEqual(rules);
    },
    30_000,
  );
});

/** The rules that `source` breaks as the content of the file at `path`. */
function lint(path: string, source: string): string[] {
  const script = `import { ESLint } from 'eslint';
    const [path, source] = process.argv.slice(-2);
    const [file] = await new ESLint().lintText(source, { filePath: path });
    console.log(JSON.stringify(file.messages.map(({ ruleId }) => ruleId)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script, path, source], {
    encoding: 'utf8',
    // Otherwise, where CI is set, the file on disk is looked at instead of `source`.
    env: { ...process.env, TSESTREE_SINGLE_RUN: 'false' },
  });
  return (JSON.parse(output) as string[]).filter((rule) => rule.startsWith('no-restricted')).sort();
}

/** The command exits with the number of errors, so its output is read from the failure. */
function cruise(folder: string): Cruise {
  const command = resolve('node_modules/.bin/depcruise');
  const args = ['apps', 'libs', '--config', '.dependency-cruiser.js', '-T', 'json'];
  let output: string;
  try {
    output = execFileSync(process.execPath, [command, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(output) as { summary: Cruise }).summary;
}
