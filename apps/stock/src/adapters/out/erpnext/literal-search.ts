/**
 * ERPNext passes `%` and `_` of a `like` filter on to the database as wildcards and doubles each backslash,
 * so that neither can be escaped. A pattern therefore has `_`, any one character, in their place, and what
 * it finds too much is left out here.
 */

const wildcards = /[%_]/g;

/** What a text that contains `part` is like, and perhaps some others. */
export function patternOf(part: string): string {
  return `%${part.replace(wildcards, '_')}%`;
}

/** Whether the pattern finds more than the texts that contain `part`. */
export function findsTooMuch(part: string): boolean {
  return part.search(wildcards) >= 0;
}

/** Without regard to case and accents, as the database compares. */
export function containsPart(text: string, part: string): boolean {
  return folded(text).includes(folded(part));
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}
