/** What scenarios and those who read their results agree on. It is loaded by k6 and by Node: no imports. */

/** A stretch of arrivals at one rate, after those of the stretch before it. */
export interface Phase {
  /** Lower-case letters only: it is the name of a k6 scenario. */
  readonly name: string;
  /** Orders a second. */
  readonly rate: number;
  readonly seconds: number;
  /** The rate is reached evenly within `seconds` from `from`; nothing is recorded meanwhile. */
  readonly approach?: { readonly from: number; readonly seconds: number };
  /** Into how many stretches of equal length its figures are divided besides. */
  readonly slices?: number;
}

/** Names of metrics. */
export const measures = {
  /** Trend: time of an answer, with the connection where one was opened, in milliseconds. */
  ms: 'otp_ms',
  /** Rate: share of the orders that got no answer, an error or an answer that can't be right. */
  wrong: 'otp_wrong',
  /** Gauge: when recording of a scenario began, in milliseconds since 1970. */
  began: 'otp_began',
} as const;

/** What a scenario leaves for those who started it. */
export interface ScenarioSummary {
  /** By name, with tags as k6 writes them: `otp_ms{scenario:hold}`. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How often each fault was met. */
  readonly faults: Readonly<Record<string, number>>;
  /** From the begin of the first to the end of the last scenario. */
  readonly durationMs: number;
}

/** Item of the catalogue that orders are drawn from, most wanted first. Quantities in its stock unit. */
export interface CatalogueItem {
  readonly code: string;
  /** What one line may take from stock. */
  readonly stock: number;
  /** What is coming in. */
  readonly inbound: number;
}

/** What the engine under load sells; written by those who start a scenario. */
export interface Catalogue {
  readonly items: readonly CatalogueItem[];
  /** An item that is known and can't be ordered; null: none is known. */
  readonly disabled: string | null;
}

/** Rows of the table by complexity: order class → least and most lines. */
export const orderClasses = {
  simple: [1, 5],
  standard: [5, 10],
  complex: [10, 20],
  'very-complex': [20, 40],
} as const;
export type OrderClass = keyof typeof orderClasses;

export const supplies = ['stock', 'mixed'] as const;
/** Whether an order can be filled from stock alone, or only with what is coming in. */
export type SupplyKind = (typeof supplies)[number];
