import type { CandidateResult, Comparison } from './measurement.js';

/** Less than this is lost in the 10 ms and more that ERPNext itself takes for any list. */
export const WORTH_MS = 5;
const WORTH_SHARE = 0.2;

export type Effect = 'faster' | 'slower' | 'same';

/** Whether an index makes a difference that somebody can notice, by the medians. */
export function effectOf({ before, after, used }: Comparison): Effect {
  if (!used) return 'same';
  const gainMs = before.medianMs - after.medianMs;
  const matters = Math.abs(gainMs) >= Math.max(WORTH_MS, before.medianMs * WORTH_SHARE);
  return !matters ? 'same' : gainMs > 0 ? 'faster' : 'slower';
}

const words = { slower: 'Harms:', faster: 'Helps:', same: 'Makes no difference that counts:' };

/** What is to be said of an index that was tried alone, in one sentence. */
export function verdictOf({ refusal, overlaps = [], comparisons }: CandidateResult): string {
  if (refusal !== undefined) return `Rejected by MariaDB: ${refusal}`;
  const start = overlaps.map((text) => `${text}. `).join('');
  const used = comparisons.filter((comparison) => comparison.used);
  if (used.length === 0) return `${start}Does not help: no statement of ours uses it.`;
  const told = (['slower', 'faster', 'same'] as const).map((effect) => {
    const some = used.filter((comparison) => effectOf(comparison) === effect);
    const texts = some.map(
      ({ name, before, after }) => `${name} ${ms(before.medianMs)} → ${ms(after.medianMs)}`,
    );
    return texts.length === 0 ? undefined : `${words[effect]} ${texts.join(', ')}`;
  });
  return `${start}${told.filter((text) => text !== undefined).join('. ')}.`;
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
}
