import type { OrderClass, Source } from '../analysis/order-class.js';
import type { Profile } from '../analysis/profile.js';
import { addStacks, GroupFigures } from './group-figures.js';
import { type Group, Slice } from './slice.js';

export interface HistoryBounds {
  readonly sliceMs: number;
  readonly keepMs: number;
  /** When all slices take more, the oldest lose the requests that they keep whole, and go when none has any. */
  readonly bytes: number;
}

/** Which requests a question is about: those that began from `from` to before `to`, milliseconds since 1970. */
export interface Selection {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly orderClass?: OrderClass | undefined;
  readonly source?: Source | undefined;
}

/** The slowest requests of a selection. */
export interface Slowest {
  /** Microseconds: 99 % of the requests took less. */
  readonly threshold: number;
  readonly examples: readonly Profile[];
  readonly stacks: ReadonlyMap<string, number>;
}

/** A slice is weighed at its first request, and whenever it has grown by so many. */
const WEIGH_EVERY = 32;
const SLOWEST = 0.99;

interface Weighed {
  readonly slice: Slice;
  /** When it was weighed last. */
  bytes: number;
  /** Requests since then. */
  added: number;
}

/** Figures of the requests by time, in bounded memory: slices of equal length, each summed up by group. */
export class History {
  /** By their beginning; begun in the order of the first request, which is nearly that of time. */
  private readonly slices = new Map<number, Weighed>();
  /** Of all slices, as they were weighed last. */
  bytes = 0;
  /** Requests that belong to a time which is no longer kept. */
  tooOld = 0;
  requests = 0;

  constructor(
    private readonly bounds: HistoryBounds,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  add(profile: Profile): void {
    const from = Math.floor(profile.startedAt / this.bounds.sliceMs) * this.bounds.sliceMs;
    const now = this.now();
    if (from + this.bounds.keepMs < now || from > now + this.bounds.sliceMs) {
      this.tooOld += 1;
      return;
    }
    this.requests += 1;
    let weighed = this.slices.get(from);
    if (weighed === undefined) {
      this.forgetOld(now);
      for (const before of this.slices.values()) if (before.added > 0) this.weigh(before);
      this.slices.set(from, (weighed = { slice: new Slice(from), bytes: 0, added: 0 }));
    }
    weighed.slice.add(profile, this.random());
    weighed.added += 1;
    if (weighed.bytes > 0 && weighed.added < WEIGH_EVERY) return;
    this.weigh(weighed);
    this.keepWithinBounds(weighed);
  }

  /** One group for each order class and data source. */
  groups(selection: Selection): Group[] {
    const merged = new Map<string, Group>();
    for (const slice of this.selected(selection)) {
      for (const [key, group] of slice.groups) {
        if (!fits(group, selection)) continue;
        let sum = merged.get(key);
        if (sum === undefined) merged.set(key, (sum = { ...group, figures: new GroupFigures() }));
        sum.figures.merge(group.figures);
      }
    }
    return [...merged.values()];
  }

  all(selection: Selection): GroupFigures {
    const sum = new GroupFigures();
    for (const { figures } of this.groups(selection)) sum.merge(figures);
    return sum;
  }

  /** The requests that are kept whole, longest first. */
  examples(selection: Selection): Profile[] {
    return [...this.selected(selection)]
      .flatMap(({ examples }) => examples)
      .filter((profile) => fits(profile, selection))
      .sort((a, b) => b.duration - a.duration);
  }

  slowest(selection: Selection): Slowest {
    const { total, count } = this.all(selection);
    const threshold = total.quantile(SLOWEST, count);
    const examples = this.examples(selection).filter(({ duration }) => duration >= threshold);
    const stacks = new Map<string, number>();
    for (const example of examples) addStacks(stacks, example.stacks);
    return { threshold, examples, stacks };
  }

  find(traceId: string): Profile | undefined {
    for (const { slice } of this.slices.values()) {
      const found = slice.examples.find((profile) => profile.traceId === traceId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private *selected({ from = -Infinity, to = Infinity }: Selection): Iterable<Slice> {
    for (const { slice } of this.slices.values())
      if (slice.from + this.bounds.sliceMs > from && slice.from < to) yield slice;
  }

  private weigh(weighed: Weighed): void {
    const { bytes } = weighed.slice;
    this.bytes += bytes - weighed.bytes;
    weighed.bytes = bytes;
    weighed.added = 0;
  }

  /** Figures take little and are asked for longest, so what is kept whole goes first. */
  private keepWithinBounds(newest: Weighed): void {
    if (this.bytes <= this.bounds.bytes) return;
    const oldestFirst = [...this.slices.values()]
      .filter((weighed) => weighed !== newest)
      .sort((a, b) => a.slice.from - b.slice.from);
    for (const weighed of oldestFirst) {
      if (this.bytes <= this.bounds.bytes) return;
      if (!weighed.slice.hasExamples) continue;
      weighed.slice.forgetExamples();
      this.weigh(weighed);
    }
    for (const { slice } of oldestFirst) {
      if (this.bytes <= this.bounds.bytes) return;
      this.forget(slice.from);
    }
  }

  private forgetOld(now: number): void {
    for (const from of this.slices.keys()) if (from + this.bounds.keepMs < now) this.forget(from);
  }

  private forget(from: number): void {
    this.bytes -= this.slices.get(from)?.bytes ?? 0;
    this.slices.delete(from);
  }
}

function fits(
  { orderClass, source }: { readonly orderClass: OrderClass; readonly source: Source },
  selection: Selection,
): boolean {
  return (
    (selection.orderClass === undefined || selection.orderClass === orderClass) &&
    (selection.source === undefined || selection.source === source)
  );
}
