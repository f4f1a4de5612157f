import { OtpError, type WorkSpan } from '#libs/kernel';
import type { Limits } from './limits.js';
import { within } from './within.js';

export interface BatchBounds {
  /** Most reads at once. */
  readonly reads: number;
  /** Most keys of one read. */
  readonly keys: number;
  /** Most keys that wait for a read; more are refused. */
  readonly waiting: number;
}

/** What became of a key. */
export type Outcome<V> = { readonly value: V } | { readonly fault: unknown };

/** Reads some keys, given with the text that was asked for first; a key may be missing from the answer. */
export type ReadKeys<V> = (
  asked: ReadonlyMap<string, string>,
  limits: Limits,
) => Promise<ReadonlyMap<string, Outcome<V>>>;

interface Flight<V> {
  readonly key: string;
  readonly asked: string;
  readonly outcome: Promise<Outcome<V> | undefined>;
  settle(outcome: Outcome<V> | undefined): void;
  /** The latest of those who wait for it. */
  deadline: number;
  waiters: number;
  read: Read | undefined;
  /** Of those who wait for it. */
  readonly spans: WorkSpan[];
  /** A change was told after its read had begun: what it brings may be from before the change. */
  overtaken: boolean;
}

interface Read {
  readonly controller: AbortController;
  readonly keys: readonly string[];
  waiters: number;
  /** Of the read, to which the spans of those who wait are linked. */
  readonly span: WorkSpan | undefined;
}

/**
 * Reads of single keys that go together when they wait at the same time: the first goes at once, what comes
 * while all reads are under way goes with the next. One key is read once, whoever waits for it. A read lasts
 * as long as the most patient of its callers and ends early only when the last of them has gone.
 */
export class NaturalBatch<V> {
  /** Those that a newcomer may join. */
  private readonly flights = new Map<string, Flight<V>>();
  private waiting: Flight<V>[] = [];
  private reading = 0;
  private dispatching = false;

  constructor(
    /** What is read, as the beginning of a sentence. */
    private readonly what: string,
    private readonly read: ReadKeys<V>,
    /** Told of what was read, except where a change overtook the read. */
    private readonly keep: (key: string, value: V) => void,
    private readonly bounds: BatchBounds,
    /** Told when keys are refused because too many wait. */
    private readonly refused: () => void = () => undefined,
  ) {}

  /** Keys that wait for a read. */
  get waitingKeys(): number {
    return this.waiting.length;
  }

  /**
   * `asked` by key. A key of which nothing was read is left out. Rejects with CANCELLED or DEADLINE_EXCEEDED
   * when the caller's own limits are reached, and with UNAVAILABLE when too much waits already.
   */
  async get(asked: ReadonlyMap<string, string>, limits: Limits): Promise<Map<string, Outcome<V>>> {
    const joined = this.join(asked, limits);
    try {
      const outcomes = await within(this.what, Promise.all(joined.map((flight) => flight.outcome)), limits);
      const found = new Map<string, Outcome<V>>();
      for (const [at, outcome] of outcomes.entries()) {
        const flight = joined[at];
        if (flight !== undefined && outcome !== undefined) found.set(flight.key, outcome);
      }
      return found;
    } finally {
      for (const flight of joined) this.leave(flight);
    }
  }

  /** A change of the key was told: nobody joins a read that began before it, and it is not kept. */
  overtake(key: string): void {
    const flight = this.flights.get(key);
    if (flight?.read === undefined) return;
    flight.overtaken = true;
    this.flights.delete(key);
  }

  overtakeAll(): void {
    for (const key of [...this.flights.keys()]) this.overtake(key);
  }

  private join(asked: ReadonlyMap<string, string>, limits: Limits): Flight<V>[] {
    let additional = 0;
    for (const key of asked.keys()) if (!this.flights.has(key)) additional += 1;
    if (additional > 0 && this.waiting.length + additional > this.bounds.waiting) {
      this.refused();
      throw new OtpError('UNAVAILABLE', 'Too many items wait to be read.');
    }
    const joined: Flight<V>[] = [];
    for (const [key, text] of asked) {
      let flight = this.flights.get(key);
      if (flight === undefined) {
        flight = flightOf(key, text);
        this.flights.set(key, flight);
        this.waiting.push(flight);
      }
      flight.waiters += 1;
      if (flight.read !== undefined) flight.read.waiters += 1;
      flight.deadline = Math.max(flight.deadline, limits.deadline);
      noteSpan(flight, limits.span);
      joined.push(flight);
    }
    this.dispatchSoon();
    return joined;
  }

  private leave(flight: Flight<V>): void {
    flight.waiters -= 1;
    if (flight.read === undefined) return;
    flight.read.waiters -= 1;
    if (flight.read.waiters > 0) return;
    // Nobody may join what is being given up.
    for (const key of flight.read.keys)
      if (this.flights.get(key)?.read === flight.read) this.flights.delete(key);
    flight.read.controller.abort();
  }

  /** After all that is at hand has asked: orders that came in one message share one read. */
  private dispatchSoon(): void {
    if (this.dispatching) return;
    this.dispatching = true;
    setImmediate(() => {
      this.dispatching = false;
      while (this.reading < this.bounds.reads && this.waiting.length > 0) void this.dispatch();
    });
  }

  private async dispatch(): Promise<void> {
    const flights = this.waiting.slice(0, this.bounds.keys);
    this.waiting = this.waiting.slice(this.bounds.keys);
    const wanted = flights.filter((flight) => flight.waiters > 0);
    for (const flight of flights) if (flight.waiters === 0) this.flights.delete(flight.key);
    if (wanted.length === 0) return;

    this.reading += 1;
    const spans = new Set(wanted.flatMap((flight) => flight.spans));
    const [first] = spans;
    const span = first?.share('readSupply', spans).set('otp.supply.items_missed', wanted.length);
    if (span !== undefined) for (const waiting of spans) waiting.linkTo(span);
    const read: Read = {
      controller: new AbortController(),
      keys: wanted.map((flight) => flight.key),
      waiters: 0,
      span,
    };
    let deadline = 0;
    for (const flight of wanted) {
      flight.read = read;
      read.waiters += flight.waiters;
      deadline = Math.max(deadline, flight.deadline);
    }
    const asked = new Map(wanted.map(({ key, asked: text }) => [key, text]));
    const outcomes = await this.outcomesOf(asked, { deadline, signal: read.controller.signal, span });
    span?.end();
    this.reading -= 1;
    for (const flight of wanted) this.land(flight, outcomes.get(flight.key));
    this.dispatchSoon();
  }

  private async outcomesOf(
    asked: ReadonlyMap<string, string>,
    limits: Limits,
  ): Promise<ReadonlyMap<string, Outcome<V>>> {
    try {
      return await this.read(asked, limits);
    } catch (fault) {
      limits.span?.fail();
      return new Map([...asked.keys()].map((key) => [key, { fault }]));
    }
  }

  private land(flight: Flight<V>, outcome: Outcome<V> | undefined): void {
    if (this.flights.get(flight.key) === flight) this.flights.delete(flight.key);
    if (outcome !== undefined && 'value' in outcome && !flight.overtaken)
      this.keep(flight.key, outcome.value);
    flight.settle(outcome);
  }
}

function flightOf<V>(key: string, asked: string): Flight<V> {
  const { promise, resolve } = Promise.withResolvers<Outcome<V> | undefined>();
  return {
    key,
    asked,
    outcome: promise,
    settle: resolve,
    deadline: 0,
    waiters: 0,
    read: undefined,
    spans: [],
    overtaken: false,
  };
}

/** Who joins a read that is under way shares what is left of it. */
function noteSpan<V>(flight: Flight<V>, span: WorkSpan | undefined): void {
  if (span === undefined) return;
  if (flight.read === undefined) flight.spans.push(span);
  else if (flight.read.span !== undefined) span.linkTo(flight.read.span);
}
