import { RandomForestRegression } from 'ml-random-forest';
import type { CompanyDay } from './company-day.js';
import { featuresOf } from './features.js';
import type { ComparedOrder } from './orders.js';
import { fewestFor, type PastOrder } from './past.js';

/** A trained model as it is handed to another process. */
export interface LeadDayModelState {
  readonly forest: ReturnType<RandomForestRegression['toJSON']>;
  readonly suppliers: readonly string[];
  /** Working days. */
  readonly margin: number;
}

/** Predicts in how many working days an order is delivered, with a margin on top. */
export class LeadDayModel {
  private constructor(
    private readonly forest: RandomForestRegression,
    private readonly suppliers: readonly string[],
    readonly margin: number,
  ) {}

  /** Learns from `training`; takes from `others`, which it has not seen, the margin that it needs. */
  static train(training: readonly PastOrder[], others: readonly PastOrder[], seed: number): LeadDayModel {
    const suppliers = suppliersIn(training);
    const forest = new RandomForestRegression({
      seed,
      maxFeatures: 0.8,
      replacement: false,
      nEstimators: 30,
      useSampleBagging: true,
      noOOB: true,
      treeOptions: { maxDepth: 8, minNumSamples: 8 },
      selectionMethod: 'median',
    });
    forest.train(
      training.map(({ order, day }) => featuresOf(order, day, suppliers)),
      training.map(({ leadDays }) => leadDays),
    );
    const untested = new LeadDayModel(forest, suppliers, 0);
    const needs = others.map(({ order, day, leadDays }) => leadDays - untested.leadDays(order, day));
    return new LeadDayModel(forest, suppliers, fewestFor(needs));
  }

  static load({ forest, suppliers, margin }: LeadDayModelState): LeadDayModel {
    return new LeadDayModel(RandomForestRegression.load(forest), suppliers, margin);
  }

  state(): LeadDayModelState {
    return { forest: this.forest.toJSON(), suppliers: this.suppliers, margin: this.margin };
  }

  /** Working days from the order day on. */
  leadDays(order: ComparedOrder, day: CompanyDay): number {
    const [predicted] = this.forest.predict([featuresOf(order, day, this.suppliers)]);
    return Math.ceil(predicted ?? NaN) + this.margin;
  }
}

function suppliersIn(past: readonly PastOrder[]): string[] {
  const days = new Set(past.map(({ day }) => day));
  const rows = [...days].flatMap(({ items }) => [...items.values()].flatMap(({ inbound }) => inbound));
  return [...new Set(rows.map(({ supplier }) => supplier))].sort();
}
