/** What is another one in every answer, and says nothing about builds. */
const OF_THE_CALL: ReadonlySet<string> = new Set(['promise_id', 'data_as_of', 'data_source', 'trace_id']);

/**
 * The first place, as a JSON pointer, where an answer says other than the one before; undefined: none. Fields that
 * were not there before are no difference: callers pass over what they do not know.
 */
export function differenceOf(before: unknown, after: unknown, place = ''): string | undefined {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null)
    return Object.is(before, after) ? undefined : place || '/';
  if (Array.isArray(before) !== Array.isArray(after)) return place || '/';
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return place || '/';
  const there = new Map<string, unknown>(Object.entries(after));
  for (const [name, value] of Object.entries(before)) {
    if (OF_THE_CALL.has(name)) continue;
    const found = differenceOf(value, there.get(name), `${place}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
