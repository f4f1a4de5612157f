import { modelOf, podsFor, predictedRps } from './capacity-model.js';
import type { ShapeResult } from './cluster-shape.js';

const run = (gateway: number, promise: number, more: Partial<ShapeResult> = {}): ShapeResult => ({
  ...{ gateways: 4, promises: 2, stocks: 1, rps: 5_000, p99_ms: 40, generatorCpuMs: 0.02 },
  cpuMs: { nginx: 0.04, gateway, promise, redis: 0.001, stock: 0 },
  ...more,
});

describe('the capacity model', () => {
  const model = modelOf([run(0.3, 0.1), run(0.2, 0.12), run(0.1, 0.11)]);

  it('takes of each kind the middle of what the runs cost', () => {
    expect(model.cpuMs).toEqual({ nginx: 0.04, gateway: 0.2, promise: 0.11, redis: 0.001, stock: 0 });
    expect(model.generatorCpuMs).toBe(0.02);
  });

  it('says that cores are shared by all, and that a single process fills no more than one', () => {
    const shape = { gateways: 4, promises: 2, stocks: 1 };
    expect(predictedRps(model, shape, 2)).toBeCloseTo(2_000 / 0.371, 3);
    expect(predictedRps(model, { ...shape, gateways: 1 }, 2)).toBeCloseTo(5_000, 3);
    expect(predictedRps(model, { ...shape, promises: 1 }, 64)).toBeCloseTo(9_090.9, 1);
  });

  it('plans pods that are busy for six tenths of the time, and two of what must not fail', () => {
    expect(podsFor(model, 50_000)).toEqual({ nginx: 4, gateway: 17, promise: 10, redis: 1, stock: 2 });
    expect(podsFor(model, 100)).toEqual({ nginx: 2, gateway: 2, promise: 2, redis: 1, stock: 2 });
  });
});
