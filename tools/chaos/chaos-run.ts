import { setTimeout as pause } from 'node:timers/promises';
import type { Disturbance, Stage } from './disturbance.js';
import { type Row, tallyOf } from './tally.js';
import type { Traffic } from './traffic.js';

const IN_STEP_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;
/** What a covered time may be ahead of ours: more is none of this machine's clock. */
const CLOCK_SLACK_MS = 2_000;

export interface Pace {
  readonly settleMs: number;
  /** How long a disturbance lasts that can be ended. */
  readonly lastsMs: number;
  readonly say: (what: string) => void;
}

interface Done {
  readonly disturbance: Disturbance;
  readonly beganAt: number;
  /** When it was over; of what happens once, when it began. */
  readonly overAt: number;
  /** Undefined: it was not within `IN_STEP_WITHIN_MS`. */
  readonly inStepAfterMs: number | undefined;
}

/**
 * Does one thing after the other to a cluster under traffic; goes on when it is over, the replica follows ERPNext
 * again, and `settleMs` more have passed.
 */
export async function disturb(
  stage: Stage,
  traffic: Traffic,
  disturbances: readonly Disturbance[],
  { settleMs, lastsMs, say }: Pace,
): Promise<Row[]> {
  const done: Done[] = [];
  for (const [at, disturbance] of disturbances.entries()) {
    say(`${at + 1} of ${disturbances.length}: ${disturbance.what}`);
    const beganAt = performance.now();
    await disturbance.begin(stage);
    let overAt = beganAt;
    if (disturbance.end !== undefined) {
      await pause(lastsMs);
      await disturbance.end(stage);
      overAt = performance.now();
    }
    done.push({ disturbance, beganAt, overAt, inStepAfterMs: await inStepAgain(stage.url, overAt) });
    await pause(settleMs);
  }
  await traffic.end();
  return done.map(({ disturbance, beganAt, overAt, inStepAfterMs }, at) => {
    const until = done[at + 1]?.beganAt ?? Infinity;
    // By their ends: what hits a call under way is the latest that happened.
    const calls = traffic.outcomes.filter(({ sentAt, ms }) => sentAt + ms >= beganAt && sentAt + ms < until);
    const row = tallyOf(disturbance, overAt, calls);
    if (inStepAfterMs !== undefined) return { ...row, inStepAfterMs };
    const late = `not within ${IN_STEP_WITHIN_MS / 1_000} s`;
    return { ...row, faults: { ...row.faults, 'in step with ERPNext again': late }, isAsAllowed: false };
  });
}

/** How long it took until the replica was what ERPNext held after `overAt` (performance.now()), in milliseconds. */
async function inStepAgain(url: string, overAt: number): Promise<number | undefined> {
  const from = Date.now() - (performance.now() - overAt);
  while (performance.now() - overAt < IN_STEP_WITHIN_MS) {
    const covered = await coveredUntil(url).catch(() => NaN);
    if (covered >= from && covered <= Date.now() + CLOCK_SLACK_MS) return performance.now() - overAt;
    await pause(LOOK_EVERY_MS);
  }
  return undefined;
}

async function coveredUntil(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/sync`, { signal: AbortSignal.timeout(5_000) });
  const { complete, covered_until } = (await answer.json()) as {
    complete?: boolean;
    covered_until?: string | null;
  };
  return complete === true ? Date.parse(covered_until ?? '') : NaN;
}
