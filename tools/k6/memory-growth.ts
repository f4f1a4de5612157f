import { median } from '../bench/statistics.js';
import type { ProcessSample } from './process-sampler.js';

/** Memory of a process late in a soak, compared with what it was when all had warmed up. MB. */
export interface MemoryGrowth {
  readonly name: string;
  readonly measure: (typeof memoryMeasures)[number]['name'];
  readonly early: number;
  readonly late: number;
  /** late ÷ early − 1 */
  readonly growth: number;
}

/** A soak of 60 minutes compares minutes 10 to 20 with the last ten. */
const PARTS = 6;

const least = (values: readonly number[]): number => Math.min(...values);

/**
 * The median of resident memory and of the heap, and the heap's floor: what garbage collection leaves, which rises
 * when something is kept that should not be.
 */
const memoryMeasures = [
  { name: 'RSS', of: ({ rssMb }: ProcessSample) => rssMb, sum: median },
  { name: 'heap', of: ({ heapMb }: ProcessSample) => heapMb, sum: median },
  { name: 'heap floor', of: ({ heapMb }: ProcessSample) => heapMb, sum: least },
] as const;

/** Growth of every process from the second to the last sixth of the time; measures that are not told are missing. */
export function memoryGrowth(
  samples: readonly ProcessSample[],
  beginMs: number,
  endMs: number,
): MemoryGrowth[] {
  const part = (endMs - beginMs) / PARTS;
  const within = (own: readonly ProcessSample[], from: number): readonly ProcessSample[] =>
    own.filter(({ atMs }) => atMs >= from && atMs <= from + part);
  return [...Map.groupBy(samples, ({ name }) => name)].flatMap(([name, own]) => {
    const early = within(own, beginMs + part);
    const late = within(own, endMs - part);
    return memoryMeasures.flatMap((measure): MemoryGrowth[] => {
      const of = (some: readonly ProcessSample[]) =>
        some.map((sample) => measure.of(sample)).filter((value) => value !== undefined);
      const [before, after] = [of(early), of(late)];
      if (before.length === 0 || after.length === 0) return [];
      const [from, to] = [measure.sum(before), measure.sum(after)];
      return [{ name, measure: measure.name, early: from, late: to, growth: to / from - 1 }];
    });
  });
}
