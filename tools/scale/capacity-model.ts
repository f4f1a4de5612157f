import { median } from '../bench/statistics.js';
import type { ClusterShape, ShapeResult } from './cluster-shape.js';

/** CPU milliseconds that a promise takes of each kind of process, and of the load generator. */
export interface CapacityModel {
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly generatorCpuMs: number;
}

/** How much of a core a pod is planned to use: the rest is for peaks, collections and the loss of a pod. */
export const PLANNED_USE = 0.6;
/** Their number follows from what may fail, not from the rate: promises take next to nothing of them. */
const LEAST_PODS: Readonly<Record<string, number>> = { nginx: 2, gateway: 2, promise: 2, stock: 2, redis: 1 };

const MS_PER_S = 1_000;

export function modelOf(results: readonly ShapeResult[]): CapacityModel {
  const kinds = Object.keys(results[0]?.cpuMs ?? {});
  return {
    cpuMs: Object.fromEntries(
      kinds.map((kind) => [kind, median(results.map(({ cpuMs }) => cpuMs[kind] ?? 0))]),
    ),
    generatorCpuMs: median(results.map(({ generatorCpuMs }) => generatorCpuMs)),
  };
}

/**
 * Promises a second of a cluster beside its load generator on one machine: what its cores give, unless the processes
 * of one kind, each of which fills one core at most, are fewer than that.
 */
export function predictedRps(
  { cpuMs, generatorCpuMs }: CapacityModel,
  shape: ClusterShape,
  cores: number,
): number {
  const all = Object.values(cpuMs).reduce((sum, ms) => sum + ms, generatorCpuMs);
  const counts: Readonly<Record<string, number>> = { gateway: shape.gateways, promise: shape.promises };
  const limits = Object.entries(counts).map(
    ([kind, count]) => (Math.min(count, cores) * MS_PER_S) / (cpuMs[kind] ?? NaN),
  );
  return Math.min((cores * MS_PER_S) / all, ...limits);
}

/** Pods of one core each that a rate needs, by kind. */
export function podsFor({ cpuMs }: CapacityModel, rps: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(cpuMs).map(([kind, ms]) => {
      const busyCores = (rps * ms) / MS_PER_S;
      return [kind, Math.max(LEAST_PODS[kind] ?? 1, Math.ceil(busyCores / PLANNED_USE))];
    }),
  );
}
