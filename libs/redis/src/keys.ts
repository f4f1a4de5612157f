const PREFIX = 'otp:';

const ASCII = /^[ -~]*$/;
/** Accents and their like, which no alphabet owns; the vowel signs of Indian and Thai letters tell words apart. */
const ACCENTS = /(?=\p{M})\p{Script=Inherited}/gu;

/**
 * What two spellings of a code that ERPNext takes for one have in common: MariaDB compares without regard
 * to case, accents and trailing spaces. Coarser than MariaDB in rare letters; `sameCode` decides.
 */
export function foldCode(code: string): string {
  if (ASCII.test(code)) return code.trimEnd().toLowerCase();
  return code.trimEnd().normalize('NFKD').replaceAll(ACCENTS, '').toUpperCase().toLowerCase();
}

const collation = new Intl.Collator('en', { usage: 'search', sensitivity: 'base' });

/** Whether ERPNext takes both for the same item. */
export function sameCode(one: string, other: string): boolean {
  return one === other || collation.compare(one.trimEnd(), other.trimEnd()) === 0;
}

/** A part of a key that a name of a customer makes; holds no brace, so that it is safe in a hash tag. */
function part(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

/** The only builder of keys. What stands in braces decides the node in a Cluster. */
export const keys = {
  /** Header and snapshot of one item. */
  item: (code: string) => `${PREFIX}i:{${part(foldCode(code))}}`,
  /** Sorted set of the codes of the items that have rows in a purchase order. */
  order: (name: string) => `${PREFIX}o:{${part(name)}}`,
  /** Hash of all items: from the folded code to the code as ERPNext writes it. */
  items: `${PREFIX}items`,
  /** Field of an item in `items`. */
  member: foldCode,
  /** Header and state of the sync. */
  state: `${PREFIX}state`,
  /** Header and reference data. */
  reference: `${PREFIX}ref`,
  /** Hash: history, epoch, counter. */
  versions: `${PREFIX}versions`,
  /** Stream of changes, and the number of its last entry, on one node. */
  changes: `${PREFIX}{changes}`,
  changesNumber: `${PREFIX}{changes}:number`,
  /** Stream of hints. */
  hints: `${PREFIX}hints`,
  /** Channel of TraceChannel, and the share of requests that it was told. */
  tracing: `${PREFIX}tracing`,
  tracingRatio: `${PREFIX}tracing-ratio`,
  /** Hash of API keys by their id. */
  apiKeys: `${PREFIX}api-keys`,
  /** Everything else, by area: `keys.of('key', id)`; parts are encoded, the last one is the hash tag. */
  of: (area: string, ...names: readonly [string, ...string[]]) =>
    `${PREFIX}${area}:${names.map((name, at) => (at === names.length - 1 ? `{${part(name)}}` : part(name))).join(':')}`,
};
