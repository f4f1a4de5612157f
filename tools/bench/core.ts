import { throughput, worldOf } from '../bench-core/calculation.js';
import { benchmarkCompany } from '../bench-core/company.js';
import { benchmarkOrders } from '../bench-core/orders.js';
import type { Figures, Measurement, Sizes } from './measurement.js';

const LINES = 5;
const ORDERS = 10_000;
const WARM_UP_MS = 1_000;
/** A second a round, less when everything is shorter. */
const LONGEST_MS = 1_000;

/** The calculation alone, on one core; npm run bench:core shows more of it. */
export class Core implements Measurement {
  readonly name = 'core';
  private readonly company = benchmarkCompany();
  private readonly world = worldOf(this.company);
  private readonly orders = benchmarkOrders(this.company, LINES, ORDERS);
  private readonly roundMs: number;

  constructor({ seconds }: Sizes) {
    this.roundMs = Math.min(LONGEST_MS, seconds * 500);
  }

  open(): Promise<void> {
    throughput(this.orders, this.world, WARM_UP_MS);
    return Promise.resolve();
  }

  round(): Promise<Figures> {
    return Promise.resolve({
      core_promises_per_s: Math.round(throughput(this.orders, this.world, this.roundMs)),
    });
  }
}
