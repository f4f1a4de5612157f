import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const buf = (folder: string, ...args: string[]): string => {
  try {
    return execFileSync(process.execPath, [resolve('node_modules/.bin/buf'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string; stderr: string }).stdout + (error as { stderr: string }).stderr;
  }
};

describe('the contracts', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'otp-proto-'));
  const changed = join(scratch, 'changed');
  const baseline = resolve('proto/baseline.binpb');
  beforeAll(() => cpSync('proto', changed, { recursive: true }));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('have generated code that is current', () => {
    expect(buf('proto', 'generate', '--output', join(scratch, 'x/proto'))).toBe('');
    const fresh = globSync('**/*.ts', { cwd: join(scratch, 'x/libs/contracts/src/gen') });
    expect(fresh.sort()).toEqual(globSync('**/*.ts', { cwd: 'libs/contracts/src/gen' }).sort());
    for (const file of fresh) {
      expect(readFileSync(join('libs/contracts/src/gen', file), 'utf8')).toBe(
        readFileSync(join(scratch, 'x/libs/contracts/src/gen', file), 'utf8'),
      );
    }
  });

  it('refuse a change that breaks callers', () => {
    expect(buf(changed, 'breaking', '--against', baseline)).toBe('');
    const file = join(changed, 'otp/stock/v1/stock.proto');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('double actual_qty = 2;', 'float actual_qty = 2;'),
    );
    expect(buf(changed, 'breaking', '--against', baseline)).toMatch(/actual_qty.*changed type/);
  });
});
