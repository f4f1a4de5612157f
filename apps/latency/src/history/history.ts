import type { OrderClass, Source } from '../analysis/order-class.js';
import type { Profile } from '../analysis/profile.js';
import { addStacks, GroupFigures } from './group-figures.js';
import { type Group, Slice } from './slice.js';

export interface HistoryBounds {
  readonly sliceMs: number;
  readonly keepMs: number;
  /** The oldest slices go when all of them take more. */
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

/** A slice is weighed whenever it has grown by so many requests. */
const WEIGH_EVERY = 256;
const SLOWEST = 0.99;

/** Figures of the requests by time, in bounded memory: slices of equal length, each summed up by group. */
export class History {
  /** By their beginning; begun in the order of the first request, which is nearly that of time. */
  private readonly slices = new Map<number, Slice>();
  private readonly weights = new Map<number, number>();
  private sinceWeighed = 0;
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
    let slice = this.slices.get(from);
    if (slice === undefined) {
      this.forgetOld(now);
      this.slices.set(from, (slice = new Slice(from)));
    }
    slice.add(profile, this.random());
    this.sinceWeighed += 1;
    if (this.sinceWeighed >= WEIGH_EVERY || !this.weights.has(from)) this.weigh(slice);
  }

  get bytes(): number {
    return [...this.weights.values()].reduce((sum, weight) => sum + weight, 0);
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
    for (const slice of this.slices.values()) {
      const found = slice.examples.find((profile) => profile.traceId === traceId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private *selected({ from = -Infinity, to = Infinity }: Selection): Iterable<Slice> {
    for (const slice of this.slices.values())
      if (slice.from + this.bounds.sliceMs > from && slice.from < to) yield slice;
  }

  private weigh(slice: Slice): void {
    this.sinceWeighed = 0;
    this.weights.set(slice.from, slice.bytes);
    while (this.slices.size > 1 && this.bytes > this.bounds.bytes)
      this.forget(Math.min(...this.slices.keys()));
  }

  private forgetOld(now: number): void {
    for (const from of this.slices.keys()) if (from + this.bounds.keepMs < now) this.forget(from);
  }

  private forget(from: number): void {
    this.slices.delete(from);
    this.weights.delete(from);
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
