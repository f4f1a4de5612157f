import { MeasuredEngine } from '../bench/engine.js';
import { median } from '../bench/statistics.js';
import type { ClusterShape, ScaleSizes, ShapeResult } from './cluster-shape.js';

/** Starts a cluster of this shape, loads it as fast as it answers, and ends it. */
export async function measureShape(
  shape: ClusterShape,
  { seconds, warmUpRequests }: ScaleSizes,
): Promise<ShapeResult> {
  const engine = await MeasuredEngine.start({ ...shape });
  try {
    await engine.warmUp(warmUpRequests);
    const { rps, p99_ms, requests, cpuMs, generatorCpuMs } = await engine.send({ seconds });
    return {
      ...{ ...shape, rps, p99_ms, generatorCpuMs: generatorCpuMs / requests },
      cpuMs: Object.fromEntries([...cpuMs].map(([kind, ms]) => [kind, ms / requests])),
    };
  } finally {
    await engine.stop();
  }
}

/** Figure by figure the median of several runs of the same shape. */
export function medianResult(runs: readonly ShapeResult[]): ShapeResult {
  const [first] = runs;
  if (first === undefined) throw new Error('There is no run.');
  const of = (value: (run: ShapeResult) => number): number => median(runs.map(value));
  return {
    ...first,
    rps: of(({ rps }) => rps),
    p99_ms: of(({ p99_ms }) => p99_ms),
    generatorCpuMs: of(({ generatorCpuMs }) => generatorCpuMs),
    cpuMs: Object.fromEntries(
      Object.keys(first.cpuMs).map((kind) => [kind, of(({ cpuMs }) => cpuMs[kind] ?? 0)]),
    ),
  };
}
