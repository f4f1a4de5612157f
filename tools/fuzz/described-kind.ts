import fc from 'fast-check';
import { type Answer, Caller, faultsOf } from '../openapi/call.js';
import { DescribedApi } from '../openapi/described-api.js';
import { type RandomCall, randomCalls } from '../openapi/random-calls.js';
import { type FuzzKind, type Outcome, shown } from './attempt.js';
import type { HttpDoor } from './http-kinds.js';

/** So many calls are drawn in one go, and sent one after the other. */
const PORTION = 10;
const MOST_TRIES = 4;

export interface DescribedKind extends FuzzKind {
  close(): Promise<void>;
}

/** Calls of all operations that are sound, nearly sound or wild, held against the description of the API. */
export async function describedKind(
  door: HttpDoor,
  secrets: { readonly key: string; readonly webhookSecret: string },
): Promise<DescribedKind> {
  const url = `http://127.0.0.1:${door.port}`;
  const api = await DescribedApi.at(url);
  const caller = new Caller(url, secrets, 64);
  const arbitraries = api.operations.map((operation) => randomCalls(api, operation));
  return {
    name: `HTTP bodies, ${door.name}`,
    weight: 6,
    attempt: async (random) => {
      const calls = fc.sample(random.oneOf(arbitraries), {
        numRuns: PORTION,
        seed: random.integer(0, 2 ** 31 - 1),
      });
      const outcomes: Outcome[] = [];
      for (const call of calls) outcomes.push(await outcomeOf(api, caller, call));
      return outcomes;
    },
    close: () => caller.close(),
  };
}

async function outcomeOf(api: DescribedApi, caller: Caller, call: RandomCall): Promise<Outcome> {
  const sent = `${call.operation.method} ${call.path} ${shown(call.body?.toString() ?? '')}`;
  try {
    const answer = await answerTo(caller, call);
    const faults = faultsOf(api, call.operation, answer);
    if (answer.text.includes('"code":"INTERNAL"')) faults.push('INTERNAL is no named cause');
    const fault = faults.length === 0 ? undefined : faults.join('; ');
    return { label: String(answer.status), fault, sent: `${sent} → ${shown(answer.text)}` };
  } catch (error) {
    return { label: 'no answer', fault: String(error), sent };
  }
}

/** A gateway ends kept connections on which it refused a body before its end; some of them may be the next ones here. */
async function answerTo(caller: Caller, call: RandomCall): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await caller.send(call);
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
  }
}
