import { readFileSync } from 'node:fs';
import type { Answer } from './site-double.js';

const FOLDER = 'libs/testing/fixtures/erpnext-recordings';

interface Step {
  readonly step?: string;
  readonly request: { readonly method: string; readonly path: string; readonly auth: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
    readonly body_text?: string;
  };
}

interface Movement {
  readonly before: readonly Record<string, unknown>[];
  readonly after: readonly Record<string, unknown>[];
}

function recording<S>(name: string): S & { readonly steps?: readonly S[] } {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as S & { steps?: S[] };
}

/** What a real site answered, step by step. */
export function stepsOf(name: string): readonly Step[] {
  const recorded = recording<Step>(name);
  return recorded.steps ?? [recorded];
}

/** Documents before and after the first recorded movement. */
export function movementIn(name: string): Movement {
  const [first] = recording<Movement>(name).steps ?? [];
  if (first === undefined) throw new Error(`no movement in ${name}`);
  return first;
}

export function stepOf(name: string, step?: string): Step {
  const found = stepsOf(name).find((candidate) => step === undefined || candidate.step === step);
  if (found === undefined) throw new Error(`no step ${step} in ${name}`);
  return found;
}

/** The same answer again: status, the headers that mean something, body. */
export function answerOf({ response }: Step): Answer {
  const kept = ['content-type', 'retry-after', 'date'];
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => kept.includes(name)),
  ) as Record<string, string>;
  return { status: response.status, headers, body: response.body_text ?? response.body };
}

/** Rows of a recorded list. */
export function rowsOf(name: string, step?: string): readonly Record<string, unknown>[] {
  const body = stepOf(name, step).response.body as Record<string, unknown>;
  return Object.values(body)[0] as Record<string, unknown>[];
}
