import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Readable } from 'node:stream';

const root = join(import.meta.dirname, '../../..');
let folder: string;
let main: string;
type Process = ChildProcessByStdio<null, Readable, Readable>;
const running = new Set<Process>();

/** The sandbox as the build makes it, in a folder of its own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
  for (const pattern of ['apps/erpnext-sandbox/src/**/*.ts', 'libs/kernel/src/**/*.ts']) {
    for (const file of globSync(join(root, pattern))) {
      if (file.endsWith('.spec.ts')) continue;
      const target = join(folder, 'dist', relative(root, file).replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const { code } = transformFileSync(file, {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      });
      writeFileSync(target, code);
    }
  }
  writeFileSync(
    join(folder, 'package.json'),
    '{"type":"module","imports":{"#libs/*":"./dist/libs/*/src/index.js"}}',
  );
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  main = join(folder, 'dist/apps/erpnext-sandbox/src/main.js');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

function run(...flags: string[]): Process {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  running.add(child);
  return child;
}

async function url(child: Process): Promise<string> {
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return (JSON.parse(line.toString()) as { url: string }).url;
}

async function ended(child: Process): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

const get = (address: string): Promise<Response> =>
  fetch(address, { headers: { authorization: 'token sandbox:sandbox' } });

describe('the process', () => {
  it('says when it is ready, seeds 2,000 items within 2 s and ends on SIGTERM with 0', async () => {
    const before = performance.now();
    const child = run('--port', '0');
    const address = await url(child);
    expect(performance.now() - before).toBeLessThan(2000);
    const count = await get(`${address}/api/method/frappe.client.get_count?doctype=Item`);
    expect(await count.json()).toEqual({ message: 2000 });
    child.kill('SIGTERM');
    expect(await ended(child)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('answers what is in flight before it ends', async () => {
    const child = run('--port', '0', '--items', '40', '--latency', 'stock=300');
    const address = await url(child);
    const answer = get(`${address}/api/resource/Bin?limit_page_length=1`);
    const asked = async (): Promise<number> =>
      ((await (await get(`${address}/sandbox/requests`)).json()) as { total: number }).total;
    while ((await asked()) === 0);
    child.kill('SIGINT');
    expect((await answer).status).toBe(200);
    expect((await ended(child)).code).toBe(0);
  });

  it('says that a port is taken', async () => {
    const first = run('--port', '0', '--items', '40');
    const { port } = new URL(await url(first));
    const second = await ended(run('--port', port, '--items', '40'));
    expect(second).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} on 127.0.0.1 is taken. Give another one with --port.\n`,
    });
  });

  it('keeps its data in a file, and leaves that file alone behind', async () => {
    const data = mkdtempSync(join(folder, 'db-'));
    const flags = ['--port', '0', '--items', '40', '--db', join(data, 'site.sqlite')];
    const first = run(...flags);
    await fetch(`${await url(first)}/api/resource/Task`, {
      method: 'POST',
      headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
      body: '{"subject": "kept"}',
    });
    first.kill('SIGTERM');
    await ended(first);
    expect(readdirSync(data)).toEqual(['site.sqlite']);
    const second = run(...flags);
    const tasks = await get(`${await url(second)}/api/resource/Task?fields=["subject"]`);
    expect(await tasks.json()).toEqual({ data: [{ subject: 'kept' }] });
  });

  it('explains its flags and what is wrong with them', async () => {
    const [help, wrong, csv] = await Promise.all([
      ended(run('--help')),
      ended(run('--port', 'x', '--fail-rate', '2')),
      ended(run('--csv', join(folder, 'nope'))),
    ]);
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('--time-zone')]);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/--port.*\n--fail-rate.*\nSee --help/),
    ]);
    expect([csv.code, csv.stderr]).toEqual([1, `${join(folder, 'nope')}: is not a folder\n`]);
  });

  it('explains why it can not use a database', async () => {
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'no database, but long enough to be looked at as if it were one '.repeat(20));
    const missing = join(folder, 'nope/site.sqlite');
    for (const file of [missing, notes]) {
      const { code, stderr } = await ended(run('--port', '0', '--db', file));
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^\S+ can't be used as the database \(.*\)\.\n$/),
      ]);
      expect(stderr).toContain(file);
    }
  });

  it('takes its company from CSV files', async () => {
    const child = run('--port', '0', '--csv', join(root, 'examples/csv'));
    const items = await get(`${await url(child)}/api/resource/Item?limit_page_length=0`);
    expect(((await items.json()) as { data: unknown[] }).data).toHaveLength(7);
  });
});
