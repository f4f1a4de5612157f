import { componentOf } from '#libs/observability';
import type { ReceivedSpan } from '../src/traces/span.js';

/** A span from `start` to `end`, in milliseconds; what it does not say stands for an inner span of the gateway. */
export type Draft = Partial<Omit<ReceivedSpan, 'attributes' | 'component'>> & {
  readonly start: number;
  readonly end: number;
  readonly facts?: Readonly<Record<string, string | number>>;
};

let numbered = 0;

export function span({ start, end, facts = {}, ...given }: Draft): ReceivedSpan {
  numbered += 1;
  const bare = {
    traceId: 'a'.repeat(32),
    spanId: numbered.toString(16).padStart(16, '0'),
    parentId: undefined,
    name: 'work',
    kind: 'INTERNAL' as const,
    service: 'gateway',
    instance: given.service ?? 'gateway',
    failed: false,
    links: [],
    ...given,
    start: start * 1_000,
    end: end * 1_000,
    attributes: new Map(Object.entries(facts)),
  };
  return { ...bare, component: componentOf(bare) };
}
