import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../../libs/testing/src/wait-for.js';
import { ProcessSampler, type WatchedProcess } from './process-sampler.js';

const children: ChildProcess[] = [];
const sleeper = 'setInterval(() => undefined, 1000)';
const burner = `process.stdout.write('on'); for (;;);`;

function child(name: string, script: string, metricsPort = 0): WatchedProcess {
  const process_ = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(process_);
  return { kind: name.replace(/ \d+$/, ''), name, pid: process_.pid ?? 0, metricsPort };
}

let sampler: ProcessSampler | undefined;

afterEach(async () => {
  sampler?.stop();
  for (const one of children.splice(0)) {
    if (one.exitCode !== null || one.signalCode !== null) continue;
    one.kill('SIGKILL');
    await once(one, 'exit');
  }
});

const sampled = (count: number) =>
  waitFor(() => (sampler?.samples.length ?? 0) >= count, {
    ...{ timeoutMs: 20_000, everyMs: 50, what: `${count} samples` },
  });

const TEST_MS = 30_000;

describe('what processes take', () => {
  it(
    'is told per kind: processor in percent of a core, and memory',
    async () => {
      const watched = [child('burner 1', burner), child('sleeper 1', sleeper), child('sleeper 2', sleeper)];
      await once(children[0]?.stdout ?? process, 'data');
      sampler = new ProcessSampler(watched);
      sampler.start();
      await sampled(6);
      const usage = sampler.between(0, Date.now());
      expect(Object.keys(usage).toSorted()).toEqual(['burner', 'sleeper']);
      expect(usage['burner']?.cpuPercent).toBeGreaterThan(5 * (usage['sleeper']?.cpuPercent ?? NaN));
      expect(usage['burner']?.cpuPercent).toBeLessThan(120);
      expect(usage['burner']?.rssMb).toBeGreaterThan(20);
      expect(usage['sleeper']?.rssMb).toBeGreaterThan(1.5 * (usage['burner']?.rssMb ?? NaN));
    },
    TEST_MS,
  );

  it(
    'includes the children of a process, as the workers of nginx are',
    async () => {
      // The child ends with its parent, whose end of the pipe it listens to.
      const own = `process.stdin.resume().on('end', () => process.exit())`;
      const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(own)}], { stdio: ['pipe', 'ignore', 'ignore'] }); process.stdout.write('on'); ${sleeper}`;
      const [whole, alone] = [child('parent', parent), child('alone', sleeper)];
      await once(children[0]?.stdout ?? process, 'data');
      sampler = new ProcessSampler([whole, alone]);
      sampler.start();
      await waitFor(
        () => {
          const { parent: both, alone: one } = sampler?.between(Date.now() - 1_500, Date.now()) ?? {};
          return both && one && both.rssMb > 1.5 * one.rssMb;
        },
        { timeoutMs: 20_000, everyMs: 200, what: 'the memory of a child' },
      );
    },
    TEST_MS,
  );

  it(
    'is no longer told of a process that has ended, which is remembered; not of one that is forgotten',
    async () => {
      const [ending, leaving] = [child('gateway 1', sleeper), child('k6', sleeper)];
      sampler = new ProcessSampler([ending, leaving]);
      sampler.start();
      sampler.forget(leaving.pid);
      for (const one of children) {
        one.kill('SIGKILL');
        await once(one, 'exit');
      }
      await waitFor(() => sampler?.gone.size, {
        ...{ timeoutMs: 20_000, everyMs: 50, what: 'the end of a process' },
      });
      expect([...sampler.gone]).toEqual(['gateway 1']);
    },
    TEST_MS,
  );

  it(
    'includes the used heap, where a process tells it',
    async () => {
      const server = createServer((_request, response) =>
        response.end('# TYPE nodejs_heap_size_used_bytes gauge\nnodejs_heap_size_used_bytes 31457280\n'),
      ).listen(0, '127.0.0.1');
      await once(server, 'listening');
      sampler = new ProcessSampler([child('gateway 1', sleeper, (server.address() as AddressInfo).port)], 1);
      sampler.start();
      await waitFor(() => sampler?.samples.find(({ heapMb }) => heapMb !== undefined), {
        ...{ timeoutMs: 20_000, everyMs: 50, what: 'a heap' },
      });
      expect(sampler.samples.at(-1)?.heapMb).toBe(30);
      server.closeAllConnections();
      server.close();
    },
    TEST_MS,
  );
});
