import type { Verdict } from './report.js';

/** Refusals and silence are errors, and counted; an answer that can't be right must not be given at all. */
const REFUSAL = /^(no answer|status [45])/;

/** What every test asks for, whatever the load. `gone`: processes that ended; undefined: nobody watched them. */
export function commonVerdicts(
  faults: ReadonlyMap<string, number>,
  gone: ReadonlySet<string> | undefined,
): Verdict[] {
  const wrong = [...faults].filter(([fault]) => !REFUSAL.test(fault));
  const refused = [...faults].filter(([fault]) => REFUSAL.test(fault));
  const list = (some: readonly (readonly [string, number])[]): string =>
    some.map(([fault, count]) => `${count} × ${fault}`).join(', ');
  return [
    {
      what: `wrong answers${refused.length === 0 ? '' : ` (errors: ${list(refused)})`}`,
      measured: wrong.length === 0 ? 'none' : list(wrong),
      limit: 'none',
      met: wrong.length === 0,
    },
    ...(gone === undefined
      ? []
      : [
          {
            what: 'processes that ended under load',
            measured: gone.size === 0 ? 'none' : [...gone].join(', '),
            limit: 'none',
            met: gone.size === 0,
          },
        ]),
  ];
}
