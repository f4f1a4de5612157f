import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '#libs/testing';
import { LogView } from './log-view.js';

describe('the view of the logs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-logs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string): void => appendFileSync(join(folder, file), text);
  const line = (level: string, second: number, msg: string): string =>
    `${JSON.stringify({ level, time: `2026-11-24T09:00:0${second}.000Z`, name: 'gateway', msg })}\n`;

  it('shows lines of all processes from its level on, by their times and under their names', async () => {
    let shown = '';
    const view = new LogView(folder, 'warn', (text) => (shown += text));
    write('gateway-2.log', `${line('warn', 2, 'späť')}${line('info', 3, 'quiet')}plain text\n`);
    write('stock-1.log', line('error', 1, 'first').slice(0, 40));
    write(
      'stock-1.log',
      `${line('error', 1, 'first').slice(40)}${line('fatal', 4, 'last')}{"level":broken\n`,
    );
    await waitFor(() => shown.includes('last'));
    view.stop();
    const lines = shown.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/ERROR \(stock 1\).*first/),
      expect.stringMatching(/WARN \(gateway 2\).*späť/),
      expect.stringMatching(/FATAL \(stock 1\).*last/),
    ]);
  });

  it('shows nothing when it is off', () => {
    const view = new LogView(folder, 'off', () => {
      throw new Error('shown');
    });
    view.stop();
  });
});
