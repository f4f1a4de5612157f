import { type RunningSandbox } from '../src/sandbox.js';
import { comparableError } from './compare.js';
import { stepsOf, type Step } from './recordings.js';
import { replay } from './replay.js';
import { call, startRecordedSite } from './running.js';

type Json = Record<string, unknown>;

/** Steps whose answer depends on a state of the site that the snapshot no longer has. */
const otherState: Readonly<Record<string, readonly string[]>> = {
  comments: ['comment-post-403-standard-roles'],
  'holiday-list': ['holiday-list-403-standard-roles', 'holiday-list-doc'],
};

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startRecordedSite();
});
afterAll(() => sandbox.stop());

async function expectRecorded(step: Step): Promise<void> {
  const answer = await replay(sandbox, step);
  expect([step.name, answer.status]).toEqual([step.name, step.response.status]);
  const { body } = step.response;
  if (step.response.status >= 400 && body !== null && body !== undefined) {
    expect(comparableError(JSON.parse(answer.text) as Json)).toEqual(comparableError(body));
  }
}

describe.each([
  'method-body-and-verb-errors',
  'restricted-user-403',
  'between-and-dates',
  'comments',
  'deleted-documents',
  'floats-and-docstatus-1',
  'item-code-with-comma',
  'long-url',
  'material-request-errors',
  'material-request-post-ok',
  'site-time-zone',
])('%s', (name) => {
  const steps = stepsOf(name).filter((step) => otherState[name]?.includes(step.name) !== true);
  it.each(steps.map((step) => [step.name, step] as const))('%s', (_, step) => expectRecorded(step));
});

describe('behaviour of the whole site', () => {
  const behave = (change: Json): Promise<unknown> => call(sandbox, 'POST', '/sandbox/behaviour', change);
  afterEach(() => call(sandbox, 'DELETE', '/sandbox/behaviour'));
  const step = (name: string, part: string): Step => {
    const found = stepsOf(name).find((each) => each.name.includes(part));
    if (found === undefined) throw new Error(`no step ${part} in ${name}`);
    return found;
  };

  it('without tracebacks', async () => {
    await behave({ tracebacks: false });
    for (const each of stepsOf('errors-without-tracebacks')) await expectRecorded(each);
  });

  it('in maintenance', async () => {
    await behave({ maintenance: true });
    for (const each of stepsOf('maintenance').slice(0, 4)) await expectRecorded(each);
  });

  it('in maintenance that lets reads through', async () => {
    await behave({ maintenance: 'reads_allowed' });
    for (const each of stepsOf('maintenance').slice(4)) await expectRecorded(each);
  });

  it('over its rate limit', async () => {
    await behave({ rate_limit: 4 });
    for (const each of stepsOf('rate-limited-429')) await expectRecorded(each);
    const ping = await replay(sandbox, step('rate-limited-429', 'ping too'));
    expect(Number(ping.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await replay(sandbox, step('rate-limited-429', 'as text/html'));
    expect([page.text, page.headers.get('content-type')]).toEqual([
      'Too Many Requests',
      'text/plain; charset=utf-8',
    ]);
  });

  it('as long as the web server allows', async () => {
    const page = await replay(sandbox, step('long-url', '200 codes'));
    expect(page.text).toBe(step('long-url', '200 codes').response.body_text);
  });
});

describe('user-permission-filters-silently', () => {
  it('hides rows without a word', async () => {
    const [before, ...steps] = stepsOf('user-permission-filters-silently');
    if (before === undefined) throw new Error('empty recording');
    await expectSameRows(before);
    const permission = { user: 'reader@acme.test', allow: 'Warehouse', for_value: 'North 1 - AP' };
    await call(sandbox, 'POST', '/api/resource/User Permission', permission);
    for (const each of steps)
      await (each.response.status === 200 ? expectSameRows(each) : expectRecorded(each));
    const method = '/api/method/frappe.core.doctype.user_permission.user_permission.get_user_permissions';
    expect((await call(sandbox, 'GET', method, undefined, 'restricted:restricted')).json).toEqual({
      message: { Warehouse: [{ doc: 'North 1 - AP', applicable_for: null, is_default: 0 }] },
    });
    expect((await call(sandbox, 'GET', method)).json).toEqual({ message: {} });
  });

  async function expectSameRows(each: Step): Promise<void> {
    expect(JSON.parse((await replay(sandbox, each)).text)).toEqual(each.response.body);
  }
});
