import { z } from 'zod';

/** Parameters of a query string as people send them: one that is empty is one that is left out. */
export function queryOf(query: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(query as Readonly<Record<string, unknown>>).filter(
      ([, value]) => typeof value !== 'string' || value.trim() !== '',
    ),
  );
}

const wholeNumber = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  // Number() takes 0x10, 1e1 and " 5", too.
  const digits = (text: unknown): unknown => (/^\d{1,9}$/.test(String(text)) ? Number(text) : text);
  return z.preprocess(digits, z.number(message).int(message).min(least, message).max(most, message));
};

export const pageLimit = wholeNumber(1, 100).default(20).describe('Most entries of the answer.');
export const pageOffset = wholeNumber(0, 10_000_000).default(0).describe('Entries that are left out before.');

/** A part of a name that is looked for. */
export const searchText = z
  .string('must be a text, given once')
  .trim()
  .max(140, 'must have at most 140 characters');
