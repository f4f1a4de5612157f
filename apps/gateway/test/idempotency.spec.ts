import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { defer, lastValueFrom } from 'rxjs';
import { setTimeout as pause } from 'node:timers/promises';
import { loadRedisConfig } from '#libs/config';
import { type ErrorCode, isOtpError, OtpError } from '#libs/kernel';
import { createLogger } from '#libs/observability';
import { connectRedis, Idempotency, type RedisConnection } from '#libs/redis';
import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { IdempotencyInterceptor } from '../src/adapters/in/idempotency.interceptor.js';

interface Call {
  readonly key?: string;
  readonly body?: unknown;
  readonly caller?: string;
  readonly path?: string;
  readonly timeoutMs?: number;
}

describe('a call with an Idempotency-Key', () => {
  let redis: RedisProcess;
  let connections: RedisConnection[];
  let interceptors: IdempotencyInterceptor[];
  let runs: string[] = [];
  let work: () => Promise<unknown> = () => Promise.resolve({ status: 'success' });

  beforeAll(async () => {
    redis = await startRedis();
    const config = loadRedisConfig({ REDIS_URL: redis.url });
    connections = [connectRedis(config), connectRedis(config)];
    const logger = createLogger('gateway', 'fatal');
    interceptors = connections.map((of) => new IdempotencyInterceptor(new Idempotency(of, 5_000), logger));
    await Promise.all(connections.map((of) => waitFor(() => of.ping())));
  });
  afterAll(async () => {
    for (const connection of connections) connection.disconnect();
    await redis.stop();
  });
  beforeEach(() => {
    runs = [];
    work = () => Promise.resolve({ status: 'success', run: runs.length });
  });

  /** One call through one of two gateways. */
  async function send(call: Call, gateway = 0) {
    const { key, body = { a: 1 }, caller = 'k1', path = '/otp/apply', timeoutMs = 2_000 } = call;
    const headers: Record<string, string> = {};
    const request = {
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body,
      caller: { id: caller, scopes: [] },
      routeOptions: { url: path },
      running: { deadline: performance.now() + timeoutMs, signal: new AbortController().signal },
      idempotencyMarker: undefined as string | undefined,
    };
    const reply = { header: (name: string, value: string) => (headers[name] = value) };
    const http = { getRequest: () => request, getResponse: () => reply };
    const context = { switchToHttp: () => http } as unknown as ExecutionContext;
    const next: CallHandler = {
      handle: () =>
        defer(() => {
          runs.push(request.idempotencyMarker ?? 'none');
          return work();
        }),
    };
    try {
      const answer: unknown = await lastValueFrom(
        (await interceptors[gateway]?.intercept(context, next)) ?? defer(() => []),
      );
      return { answer, replayed: headers['idempotency-replayed'] === 'true' };
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return { code: error.code };
    }
  }

  it('runs once and gives the stored answer, also through another gateway', async () => {
    const first = await send({ key: 'a' });
    expect(first).toEqual({ answer: { status: 'success', run: 1 }, replayed: false });
    for (const gateway of [0, 1])
      expect(await send({ key: 'a' }, gateway)).toEqual({ ...first, replayed: true });
    expect(await send({ key: '"a"' })).toEqual({ ...first, replayed: true });
    expect(runs).toHaveLength(1);
  });

  it('is another call with another caller or path, refused with another body, and marked alike', async () => {
    await send({ key: 'b' });
    await send({ key: 'b', caller: 'k2' });
    await send({ key: 'b', path: '/otp/procurement-suggest' });
    expect(new Set(runs).size).toBe(3);
    expect(await send({ key: 'b', body: { a: 2 } })).toEqual({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const [marker] = runs;
    await redis.command('FLUSHALL');
    await send({ key: 'b' });
    expect(runs.at(-1)).toBe(marker);
    expect(marker).toMatch(/^[\w-]{22}$/);
  });

  it('without a key runs each time', async () => {
    await send({});
    await send({});
    expect(runs).toEqual(['none', 'none']);
  });

  it.each(['', 'x'.repeat(256), 'a b', 'ä'])('may not be named %j', async (key) => {
    expect(await send({ key })).toEqual({ code: 'BAD_REQUEST' });
    expect(runs).toEqual([]);
  });

  it('runs all the same, and once, when the connection to Redis breaks while it is claimed', async () => {
    const [connection] = connections;
    if (connection === undefined || !('stream' in connection)) throw new Error('a connection to one Redis');
    const sent = send({ key: 'broken' });
    // The claim is on its way, and most likely kept: its answer never comes.
    connection.stream.destroy();
    expect(await sent).toEqual({ answer: { status: 'success', run: 1 }, replayed: false });
    expect(await send({ key: 'broken' }, 1)).toMatchObject({ replayed: true });
  });

  it('is claimed by its runner again, and by nobody else meanwhile', async () => {
    const calls = new Idempotency(connections[0] as RedisConnection, 5_000);
    const call = { id: 'twice', body: 'b', runner: 'one' };
    for (const kind of ['run', 'run']) expect(await calls.begin(call, 5_000)).toEqual({ kind });
    expect(await calls.begin({ ...call, runner: 'other' }, 5_000)).toEqual({ kind: 'running' });
  });

  it('of 50 at the same time runs once; all get the same answer', async () => {
    work = async () => {
      await pause(200);
      return { id: 'MAT-1' };
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => send({ key: 'c' }, at % 2)));
    expect(runs).toHaveLength(1);
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer)))).toEqual(new Set(['{"id":"MAT-1"}']));
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(49);
  });

  it('that is still running when the time of another is up refuses that one', async () => {
    let end: (value: unknown) => void = () => undefined;
    work = () => new Promise((resolve) => (end = resolve));
    const running = send({ key: 'd' });
    await waitFor(() => runs.length === 1);
    expect(await send({ key: 'd', timeoutMs: 100 })).toEqual({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    end('done');
    expect(await running).toEqual({ answer: 'done', replayed: false });
  });

  it.each<[ErrorCode, boolean]>([
    ['VALIDATION_FAILED', true],
    ['ERPNEXT_ERROR', true],
    ['DEADLINE_EXCEEDED', false],
    ['UNAVAILABLE', false],
    ['ERPNEXT_UNAVAILABLE', false],
  ])('that ends with %s may run again: %s', async (code, atOnce) => {
    work = () => Promise.reject(new OtpError(code, 'No.'));
    const call = { key: code, timeoutMs: 300 };
    expect(await send(call)).toEqual({ code });
    work = () => Promise.resolve('done');
    const second = await send(call);
    expect(second).toEqual(
      atOnce ? { answer: 'done', replayed: false } : { code: 'IDEMPOTENCY_IN_PROGRESS' },
    );
    // Once ERPNext can't be writing any more.
    if (!atOnce) await waitFor(async () => (await send(call)).answer === 'done', { timeoutMs: 4_000 });
  });

  it('writes nothing while Redis is away, and answers what was written when it goes', async () => {
    work = async () => {
      await redis.kill();
      return 'written';
    };
    expect(await send({ key: 'e' })).toEqual({ answer: 'written', replayed: false });
    runs = [];
    expect(await send({ key: 'f' })).toEqual({ code: 'UNAVAILABLE' });
    expect(runs).toEqual([]);
    await redis.restart();
  });
});
