import { Pool } from 'undici';
import { quantile } from '../bench/statistics.js';

/** Somebody who answers orders with a promise date. */
export interface Way {
  readonly name: string;
  readonly url: string;
}

/** Keeps `atOnce` connections to one way open, each with one order at a time. */
export class Caller {
  private readonly pool: Pool;
  private readonly path: string;

  constructor(
    way: Way,
    private readonly atOnce: number,
  ) {
    const { origin, pathname } = new URL(way.url);
    this.path = pathname;
    this.pool = new Pool(origin, { connections: atOnce, pipelining: 1 });
  }

  /** All bodies once; answers in their order. Throws unless each answer is 200. */
  async askAll(bodies: readonly string[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    let next = 0;
    const ask = async (): Promise<void> => {
      for (let index = next++; index < bodies.length; index = next++) {
        answers[index] = JSON.parse(await this.ask(bodies[index] ?? '')) as unknown;
      }
    };
    await Promise.all(Array.from({ length: this.atOnce }, ask));
    return answers;
  }

  /** The bodies again and again for so long: milliseconds of each answer, and answers a second. */
  async askFor(ms: number, bodies: readonly string[]): Promise<{ times: number[]; perSecond: number }> {
    const times: number[] = [];
    let next = 0;
    const begun = performance.now();
    const ask = async (): Promise<void> => {
      while (performance.now() - begun < ms) {
        const sent = performance.now();
        await this.ask(bodies[next++ % bodies.length] ?? '');
        times.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: this.atOnce }, ask));
    return { times, perSecond: times.length / ((performance.now() - begun) / 1_000) };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async ask(body: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.pool.request({ path: this.path, method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${this.path} answered ${answer.statusCode}: ${text}`);
    return text;
  }
}

export interface Speed {
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  /** Answers a second, the median of the rounds. */
  readonly per_second: number;
}

export interface LoadPlan {
  readonly rounds: number;
  /** Length of each measurement. */
  readonly ms: number;
  readonly calmCallers: number;
  readonly busyCallers: number;
}

/** Latency with few callers, throughput with many: one way after the other, round after round. */
export async function measureSpeeds(
  ways: readonly Way[],
  bodies: readonly string[],
  plan: LoadPlan,
  say: (what: string) => void,
): Promise<Map<string, Speed>> {
  const calm = new Map(ways.map(({ name }) => [name, [] as number[]]));
  const rates = new Map(ways.map(({ name }) => [name, [] as number[]]));
  for (const way of ways) {
    say(`warming up: ${way.name}`);
    await withCaller(way, plan.busyCallers, (caller) => caller.askFor(plan.ms, bodies));
  }
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const way of ways) {
      say(`round ${round} of ${plan.rounds}: ${way.name}`);
      const { times } = await withCaller(way, plan.calmCallers, (caller) => caller.askFor(plan.ms, bodies));
      const { perSecond } = await withCaller(way, plan.busyCallers, (caller) =>
        caller.askFor(plan.ms, bodies),
      );
      calm.get(way.name)?.push(...times);
      rates.get(way.name)?.push(perSecond);
    }
  }
  return new Map(
    ways.map(({ name }) => {
      const times = calm.get(name) ?? [];
      const [p50_ms, p95_ms, p99_ms] = [quantile(times, 0.5), quantile(times, 0.95), quantile(times, 0.99)];
      return [name, { p50_ms, p95_ms, p99_ms, per_second: quantile(rates.get(name) ?? [], 0.5) }];
    }),
  );
}

export async function withCaller<T>(
  way: Way,
  atOnce: number,
  use: (caller: Caller) => Promise<T>,
): Promise<T> {
  const caller = new Caller(way, atOnce);
  try {
    return await use(caller);
  } finally {
    await caller.close();
  }
}
