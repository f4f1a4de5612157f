import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findToxiproxy } from './toxiproxy.js';

describe('Toxiproxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-toxiproxy-'));
  const env = { PATH: join(folder, 'path'), HOME: join(folder, 'home') };
  const ofGo = join(env.HOME, 'go', 'bin');
  beforeAll(() => {
    for (const each of [env.PATH, ofGo]) mkdirSync(each, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is what its name says, or what Go has installed as server; another server is none', () => {
    writeFileSync(join(env.PATH, 'server'), '');
    expect(findToxiproxy(env)).toBeUndefined();
    writeFileSync(join(ofGo, 'server'), '');
    expect(findToxiproxy(env)).toBe(join(ofGo, 'server'));
    expect(findToxiproxy({ ...env, GOPATH: folder })).toBeUndefined();
    writeFileSync(join(env.PATH, 'toxiproxy-server'), '');
    expect(findToxiproxy(env)).toBe(join(env.PATH, 'toxiproxy-server'));
  });
});
