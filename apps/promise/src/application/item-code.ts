/** No space at the end, and nothing that case folding does not settle. */
const plain = /^[\x20-\x7e]*[\x21-\x7e]$/;
const marks = /\p{M}/gu;
const collation = new Intl.Collator('en', { usage: 'search', sensitivity: 'base' });

/**
 * What spellings of a code have in common that ERPNext takes for one: it compares without regard to case,
 * accents and trailing spaces. Finer than ERPNext in rare letters; `isSameItem` decides. Empty: no code.
 */
export function itemKey(code: string): string {
  if (plain.test(code)) return code.toLowerCase();
  return code.trimEnd().normalize('NFD').replaceAll(marks, '').toUpperCase().toLowerCase();
}

/** Whether ERPNext takes both for the same item. */
export function isSameItem(one: string, other: string): boolean {
  return one === other || collation.compare(one.trimEnd(), other.trimEnd()) === 0;
}
