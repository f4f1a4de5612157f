import fc from 'fast-check';
import { type Answer, Caller, faultsOf } from './call.js';
import { type Described, DescribedApi } from './described-api.js';
import { type RandomCall, randomCalls } from './random-calls.js';

export interface FuzzOptions {
  readonly url: string;
  readonly key?: string | undefined;
  readonly webhookSecret?: string | undefined;
  /** Calls of each operation. */
  readonly requests: number;
  /** When no more are sent. */
  readonly seconds: number;
  /** The same number makes up the same calls. */
  readonly seed: number;
}

export interface FuzzReport {
  readonly operation: Described;
  sent: number;
  /** How often each status came. */
  readonly statuses: Map<number, number>;
  /** What the document does not say, with the call that brought it. */
  readonly faults: string[];
}

const AT_ONCE = 12;
/** So many calls are made up in one go: they lie in memory. */
const PORTION = 100;
const MOST_FAULTS = 5;
const SHOWN = 600;

/** Sends made-up calls of all operations in turn and holds the answers against the document. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport[]> {
  const api = await DescribedApi.at(options.url);
  const caller = new Caller(options.url, options, AT_ONCE);
  const reports = api.operations.map((operation): FuzzReport => ({
    operation,
    sent: 0,
    statuses: new Map(),
    faults: [],
  }));
  const end = performance.now() + options.seconds * 1_000;
  const calls = allCalls(api, reports, options);
  const work = async (): Promise<void> => {
    for (const { report, call } of calls) {
      if (performance.now() > end) return;
      await one(api, caller, report, call);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await caller.close();
  return reports;
}

function* allCalls(
  api: DescribedApi,
  reports: readonly FuzzReport[],
  { requests, seed }: FuzzOptions,
): Generator<{ readonly report: FuzzReport; readonly call: RandomCall }> {
  const arbitraries = reports.map(({ operation }) => randomCalls(api, operation));
  for (let done = 0; done < requests; done += PORTION) {
    const size = Math.min(PORTION, requests - done);
    const portions = arbitraries.map((calls) => fc.sample(calls, { numRuns: size, seed: seed + done }));
    for (let at = 0; at < size; at += 1) {
      for (const [index, report] of reports.entries()) {
        const call = portions[index]?.[at];
        if (call !== undefined) yield { report, call };
      }
    }
  }
}

async function one(api: DescribedApi, caller: Caller, report: FuzzReport, call: RandomCall): Promise<void> {
  let answer: Answer | undefined;
  let faults: string[];
  try {
    answer = await caller.send(call);
    report.statuses.set(answer.status, (report.statuses.get(answer.status) ?? 0) + 1);
    faults = faultsOf(api, report.operation, answer);
    // Described everywhere, expected nowhere; of a stream it stands in a line.
    if (answer.text.includes('"code":"INTERNAL"')) faults.push('the engine made a mistake');
    // What a cache knows is given to any call.
    const isCached = answer.headers['x-cache-status'] === 'HIT';
    if (call.mustBeRefused && answer.status < 400 && !isCached) faults.push('the document refuses this call');
  } catch (error) {
    faults = [`no answer that can be read: ${String(error)}`];
  }
  report.sent += 1;
  if (faults.length > 0 && report.faults.length < MOST_FAULTS) {
    report.faults.push(shown(call, answer, faults));
  }
}

function shown(
  { operation, path, headers, body }: RandomCall,
  answer: Answer | undefined,
  faults: string[],
): string {
  const sent = `${operation.method} ${path} ${JSON.stringify(headers)} ${JSON.stringify(body?.toString() ?? null).slice(0, SHOWN)}`;
  const got = answer === undefined ? '' : `\n  ${answer.status} ${answer.text.slice(0, SHOWN)}`;
  return `${faults.join('; ')}\n  ${sent}${got}`;
}
