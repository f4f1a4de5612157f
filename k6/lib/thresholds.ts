import { measures } from './measures.ts';

/** k6 tells figures of tagged samples only where a threshold asks for them. This one is always kept. */
const told: Readonly<Record<string, string>> = {
  [measures.ms]: 'max>=0',
  [measures.wrong]: 'rate>=0',
  [measures.began]: 'value>=0',
  dropped_iterations: 'count>=0',
};

/** Thresholds of a scenario, and of each of its stretches when it has any. */
export function figuresOf(scenario: string, slices = 0): Record<string, string[]> {
  const thresholds = Object.fromEntries(
    Object.entries(told).map(([metric, kept]) => [`${metric}{scenario:${scenario}}`, [kept]]),
  );
  for (let slice = 0; slice < slices; slice += 1) {
    Object.assign(thresholds, figuresOfTag(`scenario:${scenario},slice:${slice}`));
  }
  return thresholds;
}

/** Thresholds for the answers with these tags. */
export function figuresOfTag(tags: string): Record<string, string[]> {
  return Object.fromEntries(
    [measures.ms, measures.wrong].map((metric) => [`${metric}{${tags}}`, [told[metric] ?? '']]),
  );
}
