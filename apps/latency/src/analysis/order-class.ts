/** Orders by their number of lines. A number that two classes of the document share belongs to the smaller one. */
export const orderClasses = [
  { id: 'simple', title: 'Simple (1-5)', upTo: 5 },
  { id: 'standard', title: 'Standard (5-10)', upTo: 10 },
  { id: 'complex', title: 'Complex (10-20)', upTo: 20 },
  { id: 'very_complex', title: 'Very complex (20+)', upTo: Infinity },
] as const;

/** `no_order`: a request that asks for no promise. */
export type OrderClass = (typeof orderClasses)[number]['id'] | 'no_order';

export function orderClassOf(lines: number | undefined): OrderClass {
  if (lines === undefined || !(lines >= 1)) return 'no_order';
  return orderClasses.find(({ upTo }) => lines <= upTo)?.id ?? 'very_complex';
}

export const sources = ['LIVE', 'REPLICA', 'STALE', 'unknown'] as const;
export type Source = (typeof sources)[number];

export function sourceOf(value: unknown): Source {
  return sources.find((source) => source === value) ?? 'unknown';
}
