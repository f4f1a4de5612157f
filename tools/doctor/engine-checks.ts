import { z } from 'zod';
import { variables } from '#libs/config';
import { aheadBy, clockFinding } from './clock.js';
import { fail, type Finding, ok, reasonOf, warn } from './finding.js';

const TIMEOUT_MS = 10_000;
/** Intervals after which a synchronisation is missed. */
const MISSED = 4;

const health = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  version: z.string(),
  message: z.string(),
});
const run = z.object({
  kind: z.string(),
  items_done: z.number(),
  items_total: z.number().nullish(),
  failure: z.string().nullish(),
});
const sync = z.object({
  complete: z.boolean(),
  covered_until: z.iso.datetime().nullable(),
  hints_waiting: z.number(),
  running: run.nullable(),
  last: run.nullable(),
  problems: z.array(z.string()),
});
export type SyncState = z.output<typeof sync>;

export async function checkHealth(url: string): Promise<readonly Finding[]> {
  const sent = Date.now();
  let answer: Response;
  try {
    answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    return [
      fail(
        'engine',
        `${url} can't be reached (${reasonOf(error)}): look at nginx or the Ingress, and at the gateways.`,
      ),
    ];
  }
  const date = answer.headers.get('date');
  const answered = Date.now();
  const found = health.safeParse(await answer.json().catch(() => undefined)).data;
  if (found === undefined) {
    return [
      fail(
        'engine',
        `${url}/health answers ${answer.status} and not as the engine does: give the address of the engine.`,
      ),
    ];
  }
  const text = `Version ${found.version} is ${found.status}: ${found.message}`;
  return [
    found.status === 'healthy'
      ? ok('engine', text)
      : (found.status === 'degraded' ? warn : fail)('engine', `${text} docs/operations.md says what to do.`),
    clockFinding('clock of the engine', 'the engine', aheadBy(date, sent, answered)),
  ];
}

/** `env` may hold SYNC_INTERVAL_MS and SUPPLY_STALE_AFTER_MS as the engine has them. */
export async function checkSync(
  url: string,
  key: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  const answer = await fetch(`${url}/api/sync`, {
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.status === 401 || answer.status === 403) {
    return [warn('synchronisation', 'Not seen: give --key with an API key that may read.')];
  }
  const state = sync.safeParse(body).data;
  if (!answer.ok || state === undefined) {
    return [fail('synchronisation', `GET /api/sync answers ${answer.status}: look at the stock services.`)];
  }
  return syncFindings(state, Date.now(), {
    intervalMs: variables.SYNC_INTERVAL_MS.schema.parse(env['SYNC_INTERVAL_MS']),
    staleAfterMs: variables.SUPPLY_STALE_AFTER_MS.schema.parse(env['SUPPLY_STALE_AFTER_MS']),
  });
}

export function syncFindings(
  { complete, covered_until, running, last, problems }: SyncState,
  now: number,
  { intervalMs, staleAfterMs }: { intervalMs: number; staleAfterMs: number },
): Finding[] {
  const check = 'synchronisation';
  const age = covered_until === null ? Infinity : now - Date.parse(covered_until);
  const seconds = Math.round(age / 1_000);
  const findings = problems.map((problem) => warn('synchronisation problem', problem));
  if (!complete || age === Infinity) {
    findings.unshift(
      running === null
        ? fail(
            check,
            `The replica is not complete and nothing runs${last?.failure ? ` (the last run ended early: ${last.failure})` : ''}: look at the log of the stock services.`,
          )
        : warn(
            check,
            `The first reading is at ${running.items_done} of ${running.items_total ?? 'an unknown number of'} items: wait until it is through.`,
          ),
    );
  } else if (age > staleAfterMs) {
    findings.unshift(
      fail(
        check,
        `The replica was last in step ${seconds} s ago and its answers are stale: look at ERPNext and the log of the stock services.`,
      ),
    );
  } else if (age > MISSED * intervalMs) {
    findings.unshift(
      warn(
        check,
        `The replica was last in step ${seconds} s ago, not within ${intervalMs / 1_000} s: look at the log of the stock services.`,
      ),
    );
  } else findings.unshift(ok(check, `The replica was in step with ERPNext ${seconds} s ago.`));
  return findings;
}
