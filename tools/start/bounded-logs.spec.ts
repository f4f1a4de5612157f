import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '#libs/testing';
import { BoundedLogs } from './bounded-logs.js';

describe('BoundedLogs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-logs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('begins a full log anew, keeps one before it, and leaves others alone', async () => {
    const [full, small] = [join(folder, 'full.log'), join(folder, 'small.log')];
    writeFileSync(full, 'a'.repeat(1_000));
    writeFileSync(small, 'small');
    const logs = new BoundedLogs(folder, { largestBytes: 1_000, everyMs: 5 });
    await waitFor(() => statSync(full).size === 0);
    expect(readFileSync(join(folder, 'older', 'full.log'), 'utf8')).toBe('a'.repeat(1_000));
    // As its writers do.
    execFileSync('sh', ['-c', `head -c 2000 /dev/zero | tr '\\0' b >> ${full}`]);
    await waitFor(() => statSync(full).size === 0);
    await logs.stop();
    expect(readFileSync(join(folder, 'older', 'full.log'), 'utf8')).toBe('b'.repeat(2_000));
    expect(readFileSync(small, 'utf8')).toBe('small');
    expect(readdirSync(join(folder, 'older'))).toEqual(['full.log']);
  });
});
