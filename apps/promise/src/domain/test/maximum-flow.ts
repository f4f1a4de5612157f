/** The most that can flow from sources to demands, where `open` says which source may serve which demand. */
export function maximumFlow(
  sources: readonly bigint[],
  demands: readonly bigint[],
  open: (source: number, demand: number) => boolean,
): bigint {
  const size = sources.length + demands.length + 2;
  const start = size - 2;
  const end = size - 1;
  const unlimited = sources.reduce((sum, one) => sum + one, 1n);
  const capacity = Array.from({ length: size }, () => new Array<bigint>(size).fill(0n));
  const set = (from: number, to: number, value: bigint) => ((capacity[from] ?? [])[to] = value);
  sources.forEach((quantity, source) => {
    set(start, source, quantity);
    demands.forEach((_, demand) => {
      if (open(source, demand)) set(source, sources.length + demand, unlimited);
    });
  });
  demands.forEach((need, demand) => set(sources.length + demand, end, need));

  let flow = 0n;
  for (;;) {
    const cameFrom = breadthFirst(capacity, start, end);
    if (cameFrom === undefined) return flow;
    let pushed = unlimited;
    for (let at = end; at !== start; at = cameFrom[at] ?? start) {
      const left = capacity[cameFrom[at] ?? start]?.[at] ?? 0n;
      if (left < pushed) pushed = left;
    }
    for (let at = end; at !== start; at = cameFrom[at] ?? start) {
      const from = cameFrom[at] ?? start;
      set(from, at, (capacity[from]?.[at] ?? 0n) - pushed);
      set(at, from, (capacity[at]?.[from] ?? 0n) + pushed);
    }
    flow += pushed;
  }
}

function breadthFirst(capacity: readonly bigint[][], start: number, end: number): number[] | undefined {
  const cameFrom = new Array<number>(capacity.length).fill(-1);
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const [to, left] of (capacity[at] ?? []).entries()) {
      if (left === 0n || cameFrom[to] !== -1 || to === start) continue;
      cameFrom[to] = at;
      if (to === end) return cameFrom;
      queue.push(to);
    }
  }
  return undefined;
}
