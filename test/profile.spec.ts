import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from 'puppeteer-core';
import { type CpuProfile, flameOf, selfShares } from '../tools/profile/cpu-profile.js';
import { flamePage } from '../tools/profile/flame-page.js';
import { takeProfile } from '../tools/profile/take-profile.js';

/** A file, because V8 does not name what was given on the command line. */
const busy = `
  function countPrimes(most) {
    const primes = [];
    for (let n = 2; n < most; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
    return primes.length;
  }
  setInterval(() => countPrimes(20_000), 1);
  console.log('runs');
`;

/** Of the functions that have `part` in their name or file, in percent. */
function shareOf(profile: CpuProfile, part: string): number {
  return selfShares(profile)
    .filter(({ name }) => name.includes(part))
    .reduce((sum, { percent }) => sum + percent, 0);
}

describe('the profile of a running process', () => {
  let folder: string;
  let child: ChildProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otp-profile-'));
    const program = join(folder, 'busy.mjs');
    writeFileSync(program, busy);
    // A function that was inlined into another one before the profile began has no name in it.
    const asWritten = ['--no-opt', '--no-maglev'];
    child = spawn(process.execPath, [...asWritten, program], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout ?? child, 'data');
  });
  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('names what it was busy with, leaves it running undebugged, and a browser without network draws it', async () => {
    const profile = await takeProfile(child.pid ?? 0, 1);
    expect(shareOf(profile, 'busy.mjs')).toBeGreaterThan(50);

    // A second one is only possible when the first has closed the inspector again.
    const again = await takeProfile(child.pid ?? 0, 1);
    expect(shareOf(again, 'busy.mjs')).toBeGreaterThan(50);
    expect(child.exitCode).toBeNull();

    const file = join(folder, 'flame.html');
    writeFileSync(file, flamePage('A busy process', flameOf(profile)));
    const browser = await launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
    });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(file).href);
      await page.waitForSelector('#flame rect');
      expect(String(await page.evaluate(`document.querySelector('#flame').textContent`))).toContain(
        'countPrimes',
      );
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);

  it('is not taken of a process that is none of Node', async () => {
    const other = spawn('sleep', ['30']);
    await once(other, 'spawn');
    const ended = once(other, 'exit');
    await expect(takeProfile(other.pid ?? 0, 1)).rejects.toThrow(/did not open/);
    other.kill('SIGKILL');
    await ended;
  }, 20_000);
});
