import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

/** Nearer to its limit V8 collects garbage without a pause, and answers come seconds late, until it gives up. */
const FULL = 0.95;

/**
 * Tells, after a full collection of garbage, that hardly anything of the heap is free: the process should end in order
 * while it still can. Nothing is watched without --max-semi-space-size, which tells what of V8's limit is for the old.
 */
export function watchHeap(onFull: (usedMb: number, limitMb: number) => void): void {
  const limitMb = oldSpaceLimitMb();
  if (limitMb === undefined) return;
  const observer = new PerformanceObserver((list) => {
    const kinds = list.getEntries().map((entry) => (entry as { detail?: { kind?: number } }).detail?.kind);
    if (!kinds.includes(constants.NODE_PERFORMANCE_GC_MAJOR)) return;
    const usedMb = oldSpaceUsedMb();
    if (usedMb < FULL * limitMb) return;
    observer.disconnect();
    onFull(Math.round(usedMb), limitMb);
  });
  observer.observe({ entryTypes: ['gc'] });
}

/** Of the whole limit three semi-spaces are for what is new. */
function oldSpaceLimitMb(): number | undefined {
  const semiSpaceMb = /--max-semi-space-size=(\d+)/.exec(process.execArgv.join(' '))?.[1];
  if (semiSpaceMb === undefined) return undefined;
  return getHeapStatistics().heap_size_limit / 2 ** 20 - 3 * Number(semiSpaceMb);
}

/** What has outlived collections. */
function oldSpaceUsedMb(): number {
  const bytes = getHeapSpaceStatistics()
    .filter(({ space_name }) => !/^(new|read_only)_/.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  return bytes / 2 ** 20;
}
