/**
 * Comparison as MariaDB's utf8mb4_unicode_ci does it: without regard to case, accents and trailing
 * spaces, punctuation before digits before letters. SQLite has no such collation, so values are
 * compared by this key instead: equal keys are equal values, and keys sort as the values do.
 */
const inOrder = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
/** Weights lie below the digits and never on `%` or `_`, which LIKE would take for wildcards. */
const weight = new Map([...inOrder].map((character, index) => [character, String.fromCharCode(index + 1)]));

export function collationKey(value: string): string {
  return fold(value.trimEnd());
}

/** A LIKE pattern for keys: `%` and `_` stay wildcards, everything else is folded. */
export function likePattern(pattern: string): string {
  return pattern
    .split(/([%_])/)
    .map((piece) => (piece === '%' || piece === '_' ? piece : fold(piece)))
    .join('');
}

function fold(value: string): string {
  const letters = value
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase()
    .toLowerCase();
  return letters.replace(/[ -/:-@[-`{-~]/g, (character) => weight.get(character) ?? character);
}
