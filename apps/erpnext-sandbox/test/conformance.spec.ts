import { type RunningSandbox } from '../src/sandbox.js';
import { unstoredFields } from '../src/schema/unstored-fields.js';
import { comparableError, comparableRows, notInSnapshot } from './compare.js';
import { snapshotCases, stepsOf, type Step } from './recordings.js';
import { replay } from './replay.js';
import { startRecordedSite } from './running.js';

type Json = Record<string, unknown>;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startRecordedSite();
});
afterAll(() => sandbox.stop());

const cutDocument = (body: Json): boolean => body['…'] !== undefined;

function expectSame(step: Step, answer: { type: string; text: string }): void {
  const expected = step.response.body;
  expect(answer.type.split(';')[0]).toBe(step.response.headers['content-type']?.split(';')[0]);
  if (expected === null || expected === undefined) {
    expect(titleOf(answer.text)).toBe(titleOf(step.response.body_text ?? ''));
    return;
  }
  const actual = JSON.parse(answer.text) as Json;
  if (step.response.status !== 200) return expect(comparableError(actual)).toEqual(comparableError(expected));
  const rows = expected['data'] ?? expected['message'];
  if (Array.isArray(rows)) {
    const answered = (actual['data'] ?? actual['message']) as Json[];
    return expect(comparableRows(answered, step)).toEqual(comparableRows(rows as Json[], step));
  }
  if (cutDocument(expected)) return expect(actual['data']).toMatchObject(expected['data'] as Json);
  if (step.request.method === 'GET' && expected['data'] !== undefined) {
    return expectDocument(actual['data'] as Json, expected['data'] as Json);
  }
  expect(actual).toEqual(expected);
}

const titleOf = (page: string): string | undefined => /<title>(.*?)<\/title>/.exec(page)?.[1];

/** The same fields with the same types; the same values where the snapshot and the sandbox keep them. */
function expectDocument(actual: Json, expected: Json): void {
  const doctype = String(expected['doctype']);
  const unheld = [...(notInSnapshot['*'] ?? []), ...(notInSnapshot[doctype] ?? [])];
  const isHeld = (field: string): boolean => !unheld.includes(field);
  expect(Object.keys(actual).filter(isHeld).sort()).toEqual(Object.keys(expected).filter(isHeld).sort());
  for (const field of Object.keys(expected).filter(isHeld)) {
    const [value, recorded] = [actual[field], expected[field]];
    if (Array.isArray(recorded) && Array.isArray(value)) {
      value.forEach((row, index) => expectDocument(row as Json, (recorded as Json[])[index] ?? {}));
    } else if (unstoredFields[doctype]?.[field] !== undefined) {
      expect([field, typeof value]).toEqual([field, typeof recorded]);
    } else {
      expect([field, value]).toEqual([field, recorded]);
    }
  }
}

describe.each(snapshotCases())('%s', (name) => {
  it.each(stepsOf(name).map((step) => [step.name, step] as const))('%s', async (_, step) => {
    const answer = await replay(sandbox, step);
    expect(answer.status).toBe(step.response.status);
    expectSame(step, { type: answer.headers.get('content-type') ?? '', text: answer.text });
  });
});
