/** A value and its share of all cases; the shares of a list add up to 1. */
export type Shares<T> = readonly (readonly [value: T, share: number])[];

/**
 * What the simulation takes for granted about what happens after a promise. None of it is known to the engine or
 * to the others that are compared. Nothing here was measured in a company.
 */
export const assumptions = {
  /** Share of its goods that a supplier brings on the expected day: drawn once for each supplier, between these. */
  supplierOnTime: { least: 0.55, most: 0.95 },
  /** Working days by which the rest is late: at least one, on average these; geometric. */
  lateDays: 4,
  /** Share of the late ones that are lost from sight, and the working days that come on top. */
  veryLate: { share: 0.05, least: 10, most: 30 },
  /** A purchase order that is overdue today still comes with this share, in working days from today; geometric. */
  overdue: { comes: 0.8, days: 6 },
  /** A purchase order On Hold is released with this share, in working days from today. */
  onHold: { released: 0.5, least: 5, most: 20 },
  /** A row without a destination is received where the orders are filled from with this share. */
  withoutDestination: 0.7,
  /** Share of the item's Bins that hold less than ERPNext says, and what they hold of it, at least and at most. */
  miscounted: { share: 0.02, least: 0, most: 0.9 },
  /** Working days between the promise and the Sales Order that reserves the goods; the warehouse does not wait for it. */
  reservedAfter: [
    [0, 0.7],
    [1, 0.2],
    [3, 0.1],
  ] satisfies Shares<number>,
  /** On each of these days, and for each item, somebody else reserves first with this share; pieces. */
  otherDemand: { share: 0.1, least: 1, most: 20 },
  /** Working days from the goods being there to their leaving the warehouse. */
  handlingDays: [
    [1, 0.9],
    [2, 0.08],
    [3, 0.02],
  ] satisfies Shares<number>,
  /** Working days of the carrier. */
  carrierDays: [
    [1, 0.93],
    [2, 0.06],
    [3, 0.01],
  ] satisfies Shares<number>,
  /**
   * What no known supply covers is bought on the working day after the order: it comes after the item's
   * lead_time_days and these calendar days, and then late as any other purchase.
   */
  purchaseDays: 10,
} as const;

/** Share of past orders that the crude rule and the model would have kept: so they choose their days. */
export const WANTED_KEPT = 0.9;
