import { type Figures, isBroken } from './figures.js';

/** What was met at a rate. */
export interface Step extends Figures {
  /** Orders a second that arrived. */
  readonly rate: number;
}

export interface BreakingPoint {
  /** The least rate that broke; undefined: none did. */
  readonly breaks: number | undefined;
  /** The largest rate that was held below it. */
  readonly holds: number;
}

/** The first rates, orders a second; then always half as much again. */
const RATES = [100, 250, 500, 750, 1_000, 1_500] as const;
const GROWTH = 1.5;
/** How near the rate that breaks and the one that holds must come. */
const PRECISION = 0.05;
/** A rate that breaks is tried once more: the machine may have been busy with something else. */
const TRIES = 2;
const CONFIRMED_SHARE = 0.9;
const MOST_CONFIRMATIONS = 8;

/**
 * Raises the rate until it breaks, and halves the distance to the last rate that held until they are 5 % apart.
 * `measure` is told the rate that was held before, too.
 */
export async function findBreakingPoint(
  measure: (rate: number, before: number) => Promise<Step>,
  maxRate: number,
): Promise<BreakingPoint> {
  let holds = 0;
  let breaks: number | undefined;
  const breaksAt = async (rate: number): Promise<boolean> => {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      if (!isBroken(await measure(rate, holds))) return false;
    }
    return true;
  };
  for (const rate of risingRates(maxRate)) {
    if (await breaksAt(rate)) {
      breaks = rate;
      break;
    }
    holds = rate;
  }
  while (breaks !== undefined && breaks - holds > Math.max(1, PRECISION * breaks)) {
    const between = Math.round((breaks + holds) / 2);
    if (await breaksAt(between)) breaks = between;
    else holds = between;
  }
  return { breaks, holds };
}

function* risingRates(maxRate: number): Generator<number> {
  let rate = 0;
  for (let rung = 0; rate < maxRate; rung += 1) {
    rate = Math.min(maxRate, RATES[rung] ?? Math.round(rate * GROWTH));
    yield rate;
  }
}

/**
 * Holds 90 % of the rate that breaks. When that breaks as well, it is the breaking rate, and 90 % of it is held, and
 * so on. Resolves with the breaking rate whose 90 % were held, or undefined when none was.
 */
export async function confirmBreakingPoint(
  hold: (rate: number) => Promise<Step>,
  breaks: number,
): Promise<number | undefined> {
  let breakingRate = breaks;
  for (let attempt = 1; attempt <= MOST_CONFIRMATIONS; attempt += 1) {
    const rate = Math.max(1, Math.round(breakingRate * CONFIRMED_SHARE));
    if (!isBroken(await hold(rate))) return breakingRate;
    breakingRate = rate;
  }
  return undefined;
}
