import { type Finding, fail, ok, warn } from './finding.js';

/** What one reading of a clock over HTTP is worth: the header has whole seconds. */
const RESOLUTION_MS = 1_000;
/** The cut-off is judged by the minute. */
const NOTICEABLE_MS = 5_000;
const HARMFUL_MS = 60_000;

/** How far a server's clock is ahead of ours in milliseconds; undefined when it does not tell the time. */
export function aheadBy(date: string | null, sentMs: number, answeredMs: number): number | undefined {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return undefined;
  // It was written somewhere between, and cut off to the second before.
  if (told >= sentMs - RESOLUTION_MS && told <= answeredMs) return 0;
  return told > answeredMs ? told - answeredMs : told + RESOLUTION_MS - sentMs;
}

export function clockFinding(check: string, whose: string, ahead: number | undefined): Finding {
  if (ahead === undefined) {
    return warn(
      check,
      `${whose} answers without a Date header, so its clock is not known: compare it by hand.`,
    );
  }
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  const off = `The clock of ${whose} is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`;
  if (Math.abs(ahead) > HARMFUL_MS) {
    return fail(
      check,
      `${off}: let NTP set both, for they decide which day it is and when the cut-off is over.`,
    );
  }
  if (Math.abs(ahead) > NOTICEABLE_MS) return warn(check, `${off}: let NTP set both.`);
  return ok(check, `The clock of ${whose} agrees with this machine's.`);
}
