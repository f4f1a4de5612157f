import { median } from './statistics.js';

/** Name of a figure → value. */
export type Figures = Readonly<Record<string, number>>;

/** Something that is measured once a round; what it runs on is kept between the rounds. */
export interface Measurement {
  readonly name: string;
  open?(): Promise<void>;
  round(): Promise<Figures>;
  close?(): Promise<void>;
}

/** How long and how large everything is. */
export interface Sizes {
  /** Of each stretch of load, whole. */
  readonly seconds: number;
  /** Of each stretch that is judged by the slowest of few requests. */
  readonly pacedSeconds: number;
  /** Requests before anything is measured. */
  readonly warmUpRequests: number;
  readonly bulkOrders: number;
  /** Share of the items, orders and samples of the supply measurements, 0 to 1. */
  readonly share: number;
  /** Also what takes long and says little in a hurry. */
  readonly isThorough: boolean;
}

export const full: Sizes = {
  ...{ seconds: 8, pacedSeconds: 12, warmUpRequests: 40_000 },
  ...{ bulkOrders: 100_000, share: 1, isThorough: true },
};
export const quick: Sizes = {
  ...{ seconds: 1, pacedSeconds: 2, warmUpRequests: 4_000 },
  ...{ bulkOrders: 5_000, share: 0.05, isThorough: false },
};

/** Values of each round by figure. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/** Measures in turn, A B C A B C, on what all of them have opened; closes it again whatever happens. */
export async function measureInTurn(
  measurements: readonly Measurement[],
  rounds: number,
  say: (what: string) => void,
): Promise<Rounds> {
  const values = new Map<string, number[]>();
  const opened: Measurement[] = [];
  try {
    for (const measurement of measurements) {
      opened.push(measurement);
      await measurement.open?.();
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const measurement of measurements) {
        say(`round ${round} of ${rounds}: ${measurement.name}`);
        for (const [name, value] of Object.entries(await measurement.round())) {
          values.set(name, [...(values.get(name) ?? []), value]);
        }
      }
    }
  } finally {
    for (const measurement of opened.toReversed()) await measurement.close?.();
  }
  return values;
}

export function mediansOf(rounds: Rounds): Figures {
  return Object.fromEntries([...rounds].map(([name, values]) => [name, median(values)]));
}
