import { componentIds } from '#libs/observability';
import type { GroupFigures } from '../history/group-figures.js';
import { type Breakdown, breakdownOf } from './breakdown.js';
import type { Stacks } from './stacks.js';

export interface Difference {
  readonly before: Breakdown;
  readonly after: Breakdown;
  /** After less before, of the mean and the P95 of a request, in milliseconds. */
  readonly change: { readonly mean_ms: number; readonly p95_ms: number };
  readonly components: readonly {
    readonly component: string;
    readonly mean_ms: number;
    readonly p95_ms: number;
  }[];
  /** The stacks that changed most: mean microseconds a request spends there, after less before. */
  readonly stacks: readonly { readonly stack: string; readonly mean_us: number }[];
}

const MOST_STACKS = 50;

export function differenceOf(before: GroupFigures, after: GroupFigures): Difference {
  const [old, young] = [breakdownOf(before), breakdownOf(after)];
  return {
    before: old,
    after: young,
    change: { mean_ms: young.mean_ms - old.mean_ms, p95_ms: young.p95_ms - old.p95_ms },
    components: componentIds.map((component, place) => ({
      component,
      mean_ms: (young.components[place]?.mean_ms ?? 0) - (old.components[place]?.mean_ms ?? 0),
      p95_ms: (young.components[place]?.p95_ms ?? 0) - (old.components[place]?.p95_ms ?? 0),
    })),
    stacks: changedStacks(means(before), means(after)),
  };
}

function means({ stacks, count }: GroupFigures): Stacks {
  return new Map([...stacks].map(([stack, time]) => [stack, count === 0 ? 0 : time / count]));
}

function changedStacks(before: Stacks, after: Stacks): { stack: string; mean_us: number }[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((stack) => ({ stack, mean_us: (after.get(stack) ?? 0) - (before.get(stack) ?? 0) }))
    .sort((a, b) => Math.abs(b.mean_us) - Math.abs(a.mean_us))
    .slice(0, MOST_STACKS);
}
