import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';

export type CallKind = 'promise' | 'read' | 'write' | 'stream';

/** One call as its caller saw it. */
export interface Outcome {
  readonly kind: CallKind;
  /** When it was sent, in milliseconds of performance.now(). */
  readonly sentAt: number;
  readonly ms: number;
  /** What was wrong: a status, an error of the connection, a wrong answer. Undefined: nothing. */
  readonly fault: string | undefined;
  /** A write that failed, repeated with its key until it was answered, or a stream that was gone on with: what was wrong with that. */
  readonly repeatFault?: string | undefined;
}

export interface Rates {
  /** Promises a second; a tenth of that are reads, and there are a few writes and bulk streams besides. */
  readonly promises: number;
}

/** Of a refusal that does not say when to come again. */
export const NO_RETRY_AFTER = 'without Retry-After';
/** What an answer's time may be ahead of ours. */
const CLOCK_SLACK_MS = 1_000;
const WRITES_PER_SECOND = 4;
/** One stream after the other is open: an order every `STREAM_PAUSE_MS`. */
const STREAM_ORDERS = 100;
const STREAM_PAUSE_MS = 20;
const STREAM_MS = 10_000;
const CALL_MS = 5_000;
/** A repeat is worth while until the first call's time is over, and a little longer. */
const REPEAT_FOR_MS = 15_000;
const REPEAT_EVERY_MS = 500;

/**
 * Callers who do not care what happens to the engine: calls go out at their times, whatever became of those before
 * them, over kept connections, and none but writes is repeated; a bulk stream that breaks is gone on with
 * where it broke.
 */
export class Traffic {
  readonly outcomes: Outcome[] = [];
  private readonly agent = new Agent({ connections: 64, keepAliveTimeout: 4_000, pipelining: 1 });
  private readonly open = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private turn = 0;

  private constructor(
    private readonly url: string,
    private readonly items: readonly string[],
    private readonly salesOrders: readonly string[],
  ) {}

  /** Takes its items and Sales Orders from the engine itself. */
  static async towards(url: string): Promise<Traffic> {
    const items = (await (await fetch(`${url}/api/items/search?query=o&limit=50`)).json()) as {
      item_code: string;
    }[];
    const orders = (await (
      await fetch(`${url}/otp/sales-orders?limit=50&status=To%20Deliver%20and%20Bill`)
    ).json()) as {
      name: string;
    }[];
    return new Traffic(
      url,
      items.map(({ item_code }) => item_code),
      orders.map(({ name }) => name),
    );
  }

  start({ promises }: Rates): void {
    this.every(1_000 / promises, () => this.promise());
    this.every(10_000 / promises, () => this.read());
    this.every(1_000 / WRITES_PER_SECOND, () => this.write());
    this.every(STREAM_ORDERS * STREAM_PAUSE_MS, () => this.stream());
  }

  /** No more calls; waits for the answers to those under way. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.open);
    await this.agent.close();
  }

  /** Open model: the next call waits for its time and for nothing else. */
  private every(intervalMs: number, call: () => Promise<Outcome>): void {
    const begun = performance.now();
    let sent = 0;
    const timer = setInterval(
      () => {
        while (begun + sent * intervalMs <= performance.now()) {
          sent += 1;
          const running = call().then((outcome) => void this.outcomes.push(outcome));
          this.open.add(running);
          void running.then(() => this.open.delete(running));
        }
      },
      Math.min(intervalMs, 10),
    );
    this.ending.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  private promise(): Promise<Outcome> {
    this.turn += 1;
    const items = [0, 1, 2, 3, 4].map((line) => ({
      item_code: this.items[(this.turn + 7 * line) % this.items.length],
      qty: 1 + line,
    }));
    return this.outcome('promise', async () => {
      const { fault, body } = await this.call('/otp/promise', { customer: 'Chaos', items });
      if (fault !== undefined) return fault;
      const { plan, data_as_of } = body as { plan?: readonly unknown[]; data_as_of?: string };
      if (plan?.length !== items.length) return 'an answer that is no plan for the order';
      const isOfThePast = Date.parse(data_as_of ?? '') <= Date.now() + CLOCK_SLACK_MS;
      return isOfThePast ? undefined : 'figures of the future';
    });
  }

  private read(): Promise<Outcome> {
    this.turn += 1;
    const item = encodeURIComponent(this.items[this.turn % this.items.length] ?? '');
    return this.outcome('read', async () => (await this.call(`/api/items/validate?item_code=${item}`)).fault);
  }

  private write(): Promise<Outcome> {
    this.turn += 1;
    const key = randomUUID();
    const order = {
      sales_order_id: this.salesOrders[this.turn % this.salesOrders.length],
      promise_date: '2031-06-13',
      confidence: 'HIGH',
    };
    const apply = async (): Promise<string | undefined> =>
      (await this.call('/otp/apply', order, { 'idempotency-key': key })).fault;
    return this.untilDone('write', apply);
  }

  private stream(): Promise<Outcome> {
    this.turn += 1;
    const item_code = this.items[this.turn % this.items.length];
    const order = `${JSON.stringify({ customer: 'Chaos', items: [{ item_code, qty: 1 }] })}\n`;
    let answered = 0;
    return this.untilDone('stream', async () => {
      const { statusCode, body } = await this.agent.request({
        ...{
          origin: this.url,
          path: '/otp/bulk-promise',
          method: 'POST',
          signal: AbortSignal.timeout(STREAM_MS),
        },
        headers: { 'content-type': 'application/x-ndjson' },
        body: Readable.from(inTurn(order, STREAM_ORDERS - answered)),
      });
      if (statusCode !== 200) {
        await body.dump();
        return `status ${statusCode}`;
      }
      for await (const line of createInterface({ input: body })) {
        const { plan, error } = JSON.parse(line) as { plan?: unknown; error?: { code: string } };
        if (plan === undefined) return `an order: ${error?.code ?? 'no plan'}`;
        answered += 1;
      }
      return answered === STREAM_ORDERS ? undefined : 'ended before its time';
    });
  }

  /** Again and again, as long as that is worth while. */
  private async untilDone(kind: CallKind, call: () => Promise<string | undefined>): Promise<Outcome> {
    const first = await this.outcome(kind, call);
    if (first.fault === undefined) return first;
    const end = performance.now() + REPEAT_FOR_MS;
    let repeat: Outcome;
    do {
      await pause(REPEAT_EVERY_MS);
      repeat = await this.outcome(kind, call);
    } while (repeat.fault !== undefined && performance.now() < end);
    return { ...first, repeatFault: repeat.fault };
  }

  private async outcome(kind: CallKind, call: () => Promise<string | undefined>): Promise<Outcome> {
    const sentAt = performance.now();
    let fault: string | undefined;
    try {
      fault = await call();
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      fault = cause?.code ?? (error as Error).name;
    }
    return { kind, sentAt, ms: performance.now() - sentAt, fault };
  }

  private async call(
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly fault: string | undefined; readonly body: unknown }> {
    const {
      statusCode,
      headers: answered,
      body: answer,
    } = await this.agent.request({
      ...{ origin: this.url, path, signal: AbortSignal.timeout(CALL_MS) },
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const content = await answer.json();
    if (statusCode === 200) return { fault: undefined, body: content };
    const { code = 'of no code' } = content as { code?: string };
    const isMute = statusCode === 503 && answered['retry-after'] === undefined;
    return { fault: `status ${statusCode} ${code}${isMute ? ` ${NO_RETRY_AFTER}` : ''}`, body: content };
  }
}

async function* inTurn(order: string, count: number): AsyncGenerator<string> {
  for (let sent = 0; sent < count; sent += 1) {
    if (sent > 0) await pause(STREAM_PAUSE_MS);
    yield order;
  }
}
