import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildRun, freePort, runChild, waitFor } from '#libs/testing';
import { installedNginx, type NginxPlaces, renderNginxConfig } from '../../tools/start/nginx-config.js';
import { FakeGateway } from './fake-gateway.js';

export const requestTimeoutMs = 100;
export const corsOrigins = ['https://desk.example.com'];
/** Stock gets old within 2 s here. */
const shortened = [['proxy_cache_valid 200 29s', 'proxy_cache_valid 200 1s']] as const;

/** So that calls of one test after the other are seen by the same worker. */
export const oneWorker = ['worker_processes auto;', 'worker_processes 1;'] as const;

/** What differs from the nginx of `npm start`. */
export interface BenchSettings extends Partial<NginxPlaces> {
  /** Pieces of the configuration and what stands there instead, for what would take a test too long. */
  readonly instead?: readonly (readonly [string, string])[];
}

/** Real nginxes over gateways that a test plays. */
export class NginxBench {
  private readonly nginxes: { run: ChildRun; folder: string }[] = [];
  private readonly fakes: FakeGateway[] = [];

  async fake(breaking = false): Promise<FakeGateway> {
    const gateway = await new FakeGateway(breaking).listen();
    this.fakes.push(gateway);
    return gateway;
  }

  /** A folder with a configuration, and what runs it. */
  readonly prepare = (
    port: number,
    gatewayPorts: readonly number[],
    { instead = [], ...places }: BenchSettings = {},
  ) => {
    const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-'));
    chmodSync(folder, 0o711); // For the worker on its way to the cache.
    mkdirSync(join(folder, 'logs'));
    mkdirSync(join(folder, 'temp'));
    const template = readFileSync(join(import.meta.dirname, '..', 'nginx.conf.template'), 'utf8');
    let config = renderNginxConfig(template, {
      ...{ version: installedNginx(), port, gatewayPorts, requestTimeoutMs, corsOrigins },
      cacheFolder: join(folder, 'cache'),
      ...places,
    });
    for (const [written, other] of [...shortened, ...instead]) {
      if (!config.includes(written)) throw new Error(`The configuration has no ${written} any more.`);
      config = config.replaceAll(written, other);
    }
    writeFileSync(join(folder, 'nginx.conf'), config);
    const command = ['nginx', '-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'stderr'] as const;
    return { folder, command, config };
  };

  async start(gatewayPorts: readonly number[], settings: BenchSettings = {}) {
    const port = await freePort();
    const { folder, command } = this.prepare(port, gatewayPorts, settings);
    const run = await runChild([...command]);
    this.adopt(run, folder);
    await waitFor(() => call(port, { path: '/up' }), { what: 'nginx' });
    const log = () => readFileSync(join(folder, 'logs', 'nginx-access.log'), 'utf8');
    return { port, run, folder, log };
  }

  /** It ends, and its folder goes, with the others. */
  adopt(run: ChildRun, folder: string): void {
    this.nginxes.push({ run, folder });
  }

  async clear(): Promise<void> {
    for (const { run, folder } of this.nginxes.splice(0)) {
      await run.stop('SIGTERM');
      rmSync(folder, { recursive: true });
    }
    await Promise.all(this.fakes.splice(0).map((fake) => fake.close()));
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface CallOptions {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

export function call(
  port: number,
  { method = 'GET', path = '/', headers = {}, body = '', agent }: CallOptions = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers, agent }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function expectProblem(reply: Reply, status: number, code: string) {
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(reply.headers['cache-control']).toBe('no-store');
  expect(reply.headers['server']).toBe('nginx');
  const problem = JSON.parse(reply.body) as Record<string, unknown>;
  expect(problem).toMatchObject({ status, code, trace_id: expect.stringMatching(/^[\da-f]{32}$/) });
  expect(problem['type']).toBe(`urn:otp:problem:${code.toLowerCase().replaceAll('_', '-')}`);
  expect(problem['detail']).toMatch(/\.$/);
  return problem;
}
