/** How many processes of each kind. */
export interface ClusterShape {
  readonly gateways: number;
  readonly promises: number;
  readonly stocks: number;
}

/** What one shape did under full load; costs are CPU milliseconds a promise. */
export interface ShapeResult extends ClusterShape {
  readonly rps: number;
  readonly p99_ms: number;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly generatorCpuMs: number;
}

/** How long and how large everything is. */
export interface ScaleSizes {
  readonly rounds: number;
  /** Of each stretch of load. */
  readonly seconds: number;
  readonly warmUpRequests: number;
  /** Of the two ERPNext sites that are compared. */
  readonly bins: readonly [small: number, large: number];
}

export const grid: readonly ClusterShape[] = [1, 2, 4].flatMap((gateways) =>
  [1, 2].flatMap((promises) => [1, 2].map((stocks) => ({ gateways, promises, stocks }))),
);

/** Not in the grid: what the model says of it is compared with what it does. */
export const heldOut: ClusterShape = { gateways: 3, promises: 2, stocks: 1 };

export const shapeText = ({ gateways, promises, stocks }: ClusterShape): string =>
  `${gateways} × ${promises} × ${stocks}`;
