/** The number that a flag gives. Throws a TypeError when it is none from `least` to `most`. */
export function numberFlag(name: string, given: string, least: number, most: number): number {
  const number = Number(given);
  if (!(number >= least && number <= most))
    throw new TypeError(`--${name} must be a number from ${least} to ${most}.`);
  return number;
}
