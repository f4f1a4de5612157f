import type { OrderClass, Source } from '../analysis/order-class.js';
import type { Profile } from '../analysis/profile.js';
import { GroupFigures } from './group-figures.js';

/** Requests that are kept whole in each slice. */
const MOST_SLOW = 64;
const MOST_FAILED = 8;
const MOST_USUAL = 8;

export interface Group {
  readonly orderClass: OrderClass;
  readonly source: Source;
  readonly figures: GroupFigures;
}

/** The requests that began within one stretch of time: figures of all, and some of them whole. */
export class Slice {
  readonly groups = new Map<string, Group>();
  /** Longest first. */
  private slow: Profile[] = [];
  private failed: Profile[] = [];
  private usual: Profile[] = [];
  private counted = 0;

  /** Milliseconds since 1970. */
  constructor(readonly from: number) {}

  /** `random`: from 0 to below 1, says which usual requests are kept. */
  add(profile: Profile, random: number): void {
    if (!profile.kept) this.count(profile);
    if (profile.failed) {
      if (this.failed.length < MOST_FAILED) this.failed.push(profile);
    } else if (!this.addSlow(profile) && !profile.kept) {
      const place = Math.floor(random * this.counted);
      if (this.usual.length < MOST_USUAL) this.usual.push(profile);
      else if (place < MOST_USUAL) this.usual[place] = profile;
    }
  }

  /** The requests that are kept whole, longest first. */
  get examples(): Profile[] {
    return [...this.slow, ...this.failed, ...this.usual].sort((a, b) => b.duration - a.duration);
  }

  get hasExamples(): boolean {
    return this.slow.length + this.failed.length + this.usual.length > 0;
  }

  /** The figures stay. */
  forgetExamples(): void {
    this.slow = [];
    this.failed = [];
    this.usual = [];
  }

  get bytes(): number {
    let bytes = 0;
    for (const { figures } of this.groups.values()) bytes += figures.bytes;
    for (const example of this.examples) bytes += example.bytes;
    return bytes;
  }

  private count(profile: Profile): void {
    const { orderClass, source } = profile;
    const key = `${orderClass} ${source}`;
    let group = this.groups.get(key);
    if (group === undefined)
      this.groups.set(key, (group = { orderClass, source, figures: new GroupFigures() }));
    group.figures.add(profile);
    this.counted += 1;
  }

  private addSlow(profile: Profile): boolean {
    const shortest = this.slow.at(-1);
    const isFull = this.slow.length >= MOST_SLOW;
    if (isFull && shortest !== undefined && shortest.duration >= profile.duration) return false;
    const place = this.slow.findIndex(({ duration }) => duration < profile.duration);
    this.slow.splice(place < 0 ? this.slow.length : place, 0, profile);
    if (isFull) this.slow.pop();
    return true;
  }
}
