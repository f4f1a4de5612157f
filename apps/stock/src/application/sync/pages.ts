/** All pages from `start` on: each begins after the last row of the one before, the last one is not full. */
export async function* pagesOf<K, T extends K>(
  start: K,
  rows: number,
  page: (after: K) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[], void> {
  for (let after = start; ;) {
    const found = await page(after);
    const last = found.at(-1);
    if (last === undefined) return;
    yield found;
    if (found.length < rows) return;
    after = last;
  }
}

export function inChunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
