import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findK6, MissingK6, runScenario } from './k6-program.js';

let folder: string;
let said: string[];
const say = (what: string) => said.push(what);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otp-k6-program-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of that name that does what the shell lines say. */
function program(name: string, ...lines: string[]): string {
  const bin = join(folder, name === 'k6' ? 'k6-bin' : 'go-bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(bin, name), 0o755);
  return bin;
}

/** No Go where it usually is, and nothing at home. */
const nothing = () => ({ HOME: join(folder, 'home'), GOROOT: join(folder, 'none'), PATH: '' });

describe('k6', () => {
  it('that is missing is a sentence that says how to get it', async () => {
    const refusal = findK6(nothing(), say);
    await expect(refusal).rejects.toThrow(MissingK6);
    await expect(refusal).rejects.toThrow(/go install go\.k6\.io\/k6@v1\.8\.1/);
  });

  it('is found on PATH before anywhere else', async () => {
    const bin = program('k6', 'exit 0');
    expect(await findK6({ ...nothing(), PATH: `/none:${bin}` }, say)).toBe(join(bin, 'k6'));
    expect(said).toEqual([]);
  });

  it('is installed when there is Go, in words, and then found where Go puts it', async () => {
    const PATH = program('go', 'mkdir -p "$GOBIN"', 'echo "$@" > "$GOBIN/k6"');
    const GOBIN = join(folder, 'gobin');
    const env = { ...nothing(), PATH: `${PATH}:/usr/bin:/bin`, GOBIN };
    expect(await findK6(env, say)).toBe(join(GOBIN, 'k6'));
    expect(existsSync(join(GOBIN, 'k6'))).toBe(true);
    expect(said.join()).toContain('go install');
  });

  it('that can not be installed is told with the reason', async () => {
    const PATH = program('go', 'echo "no route to the proxy" >&2', 'exit 1');
    await expect(findK6({ ...nothing(), PATH }, say)).rejects.toThrow(/no route to the proxy/);
  });
});

describe('a run of a scenario', () => {
  const run = (k6: string, signal = new AbortController().signal) =>
    runScenario(k6, folder, {
      scenario: 'load',
      env: { USERS: '3' },
      seconds: 1,
      signal,
      started: () => undefined,
    });
  const k6 = (...lines: string[]) => join(program('k6', ...lines), 'k6');

  it('gives what it left, also when thresholds were crossed', async () => {
    const left = k6('echo "{\\"metrics\\":{},\\"faults\\":{\\"users $USERS\\":1}}" > "$SUMMARY"', 'exit 99');
    await expect(run(left)).resolves.toEqual({ metrics: {}, faults: { 'users 3': 1 } });
  });

  it('sends nothing to others: neither that it ran, nor for extensions', async () => {
    const told = k6(
      'echo "{\\"faults\\":{\\"$K6_NO_USAGE_REPORT $K6_AUTO_EXTENSION_RESOLUTION\\":1}}" > "$SUMMARY"',
    );
    await expect(run(told)).resolves.toEqual({ faults: { 'true false': 1 } });
  });

  it('that fails says what k6 said', async () => {
    await expect(run(k6('echo "SyntaxError in load.ts" >&2', 'exit 107'))).rejects.toThrow(
      /107:\n.*SyntaxError/,
    );
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const running = run(k6('exec sleep 60'), stop.signal);
    stop.abort();
    await expect(running).rejects.toThrow(/abort/i);
  });
});
