import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../libs/testing/src/free-port.js';
import { startRedis } from '../../libs/testing/src/redis-processes.js';
import { waitFor } from '../../libs/testing/src/wait-for.js';
import type { ImageFolder } from './image-folders.js';

const execute = promisify(execFile);
const LOOPBACK = '127.0.0.1';
const READY_MS = 60_000;

type Environment = Readonly<Record<string, string>>;

interface Running {
  readonly name: string;
  readonly process: ChildProcess;
  output(): string;
}

/**
 * Starts the images together as they would run in containers, without root and with nothing writable, asks
 * for a promise and ends them. Throws when one of them does not do its part.
 */
export async function runImages(images: ReadonlyMap<string, ImageFolder>): Promise<void> {
  const ports = {
    latency: await freePort(),
    sandbox: await freePort(),
    stock: await freePort(),
    promise: await freePort(),
    gateway: await freePort(),
  };
  const redis = await startRedis();
  const running: Running[] = [];
  const metrics: number[] = [];
  const common = async (): Promise<Environment> => {
    const port = await freePort();
    metrics.push(port);
    return {
      ...{ REDIS_URL: redis.url, METRICS_HOST: LOOPBACK, METRICS_PORT: String(port) },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${LOOPBACK}:${ports.latency}`, TRACE_RATIO: '1' },
    };
  };
  /** Starts one on free ports and waits until its own health check succeeds. */
  const start = async (name: string, port: number, env: Environment, args?: string[]): Promise<void> => {
    const image = imageOf(images, name);
    const child = startImage(name, image, env, args);
    running.push(child);
    const [inner = 0] = image.ports.filter((exposed) => exposed !== 9100);
    const [program = '', ...words] = image.health.map((word) => word.replace(`:${inner}`, `:${port}`));
    await waitFor(() => command(image, program, words, {}).then(() => true), {
      what: `the health check of ${name}`,
      timeoutMs: READY_MS,
      everyMs: 250,
    }).catch((fault: unknown) => {
      throw new Error(`${name} does not become healthy:\n${child.output()}`, { cause: fault });
    });
  };
  try {
    await start('latency', ports.latency, {
      ...(await common()),
      LATENCY_HOST: LOOPBACK,
      LATENCY_PORT: String(ports.latency),
      LATENCY_GRPC_PORT: String(await freePort()),
      LATENCY_NGINX_PORT: String(await freePort()),
      LATENCY_QUIET_MS: '2000',
    });
    await start('erpnext-sandbox', ports.sandbox, {}, [
      ...['--host', LOOPBACK, '--port', String(ports.sandbox), '--items', '50'],
    ]);
    await start('stock', ports.stock, {
      ...(await common()),
      STOCK_HOST: LOOPBACK,
      STOCK_PORT: String(ports.stock),
      ERPNEXT_URL: `http://${LOOPBACK}:${ports.sandbox}`,
      ERPNEXT_API_KEY: 'sandbox',
      ERPNEXT_API_SECRET: 'sandbox',
      DEFAULT_WAREHOUSE: 'Stores - AP',
    });
    await start('promise', ports.promise, {
      ...(await common()),
      PROMISE_HOST: LOOPBACK,
      PROMISE_PORT: String(ports.promise),
      STOCK_ADDRESSES: `${LOOPBACK}:${ports.stock}`,
      DEFAULT_WAREHOUSE: 'Stores - AP',
    });
    await start('gateway', ports.gateway, {
      ...(await common()),
      GATEWAY_HOST: LOOPBACK,
      GATEWAY_PORT: String(ports.gateway),
      PROMISE_ADDRESSES: `${LOOPBACK}:${ports.promise}`,
      STOCK_ADDRESSES: `${LOOPBACK}:${ports.stock}`,
    });
    const key = await makeKey(imageOf(images, 'gateway'), redis.url);
    await waitFor(() => promises(ports.gateway, key), { what: 'a promise', timeoutMs: READY_MS });
    await waitFor(() => hasTrace(ports.latency), { what: 'a trace', timeoutMs: READY_MS });
    await expectPage(ports.latency);
    for (const port of metrics) await expectMetrics(port);
    await tellState(imageOf(images, 'stock'), redis.url);
    for (const child of running.toReversed()) await end(child);
  } finally {
    for (const { process } of running) process.kill('SIGKILL');
    await redis.stop();
  }
}

function imageOf(images: ReadonlyMap<string, ImageFolder>, name: string): ImageFolder {
  const image = images.get(name);
  if (image === undefined) throw new Error(`The Dockerfile has no target ${name}.`);
  return image;
}

/** As the image's user where we may choose one: what it must not write is then root's. */
function surroundings(image: ImageFolder, env: Environment) {
  const [uid, gid] = image.user.split(':').map(Number);
  const isRoot = process.getuid?.() === 0;
  return {
    cwd: join(image.root, image.workdir),
    env: { ...image.env, ...env },
    ...(isRoot && uid !== undefined && gid !== undefined ? { uid, gid } : {}),
  };
}

function startImage(name: string, image: ImageFolder, env: Environment, args = image.cmd): Running {
  const [program = '', ...words] = image.entrypoint;
  const child = spawn(join(image.root, program), [...words, ...args], surroundings(image, env));
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  return { name, process: child, output: () => Buffer.concat(printed).toString() };
}

/** What `docker exec` does. */
async function command(image: ImageFolder, program: string, words: readonly string[], env: Environment) {
  const { stdout } = await execute(join(image.root, program), words, surroundings(image, env));
  return stdout;
}

async function makeKey(gateway: ImageFolder, redisUrl: string): Promise<string> {
  const words = ['dist/tools/keys.js', 'create', '--name', 'test', '--scopes', 'promise:read'];
  const printed = await command(gateway, '/usr/local/bin/node', words, { REDIS_URL: redisUrl });
  return printed.split('\n')[0] ?? '';
}

async function tellState(stock: ImageFolder, redisUrl: string): Promise<void> {
  await command(stock, '/usr/local/bin/node', ['dist/tools/sync.js', '--status'], { REDIS_URL: redisUrl });
}

async function promises(port: number, key: string): Promise<boolean> {
  const answer = await fetch(`http://${LOOPBACK}:${port}/otp/promise`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ customer: 'Example', items: [{ item_code: 'BOLT-M8', qty: 1 }] }),
  });
  const { promise_date } = (await answer.json()) as { promise_date?: string };
  return answer.status === 200 && typeof promise_date === 'string';
}

/** A request as the gateway and the promise service tell of it together. */
async function hasTrace(port: number): Promise<boolean> {
  const stacks = await fetch(`http://${LOOPBACK}:${port}/api/folded`);
  return /^gateway: .*;promise: /m.test(await stacks.text());
}

async function expectPage(port: number): Promise<void> {
  const page = await (await fetch(`http://${LOOPBACK}:${port}/`)).text();
  const parts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  for (const path of parts) {
    const { status } = await fetch(`http://${LOOPBACK}:${port}${path}`);
    if (status !== 200) throw new Error(`${path} of the latency page: ${status}.`);
  }
  if (parts.length === 0) throw new Error('The latency page has no parts.');
}

async function expectMetrics(port: number): Promise<void> {
  const answer = await fetch(`http://${LOOPBACK}:${port}/metrics`);
  if (!/^# TYPE otp_/m.test(await answer.text())) throw new Error(`No metrics at port ${port}.`);
}

async function end(child: Running): Promise<void> {
  const ended = once(child.process, 'exit');
  child.process.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`${child.name} ended with ${code} on SIGTERM:\n${child.output()}`);
}
