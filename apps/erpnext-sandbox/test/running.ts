import { type RunningSandbox, startSandbox, type SandboxSettings } from '../src/sandbox.js';
import { snapshotRows, users } from './recordings.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** A request with a JSON body, when there is one. */
export async function call(
  sandbox: RunningSandbox,
  method: string,
  path: string,
  body?: unknown,
  token = 'admin:admin',
): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `token ${token}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

export function start(settings: Partial<SandboxSettings> = {}): Promise<RunningSandbox> {
  return startSandbox({
    host: '127.0.0.1',
    port: 0,
    database: ':memory:',
    timeZone: 'Europe/Berlin',
    company: () => ({}),
    ...settings,
  });
}

/** The recorded site in its final state. */
export async function startRecordedSite(settings: Partial<SandboxSettings> = {}): Promise<RunningSandbox> {
  const sandbox = await start({ users, ...settings });
  for (const [fieldname, fieldtype, label, allow_on_submit] of [
    ['custom_otp_promise_date', 'Date', 'OTP Promise Date', 1],
    ['custom_otp_locked', 'Data', 'OTP Locked', 0],
  ]) {
    await call(sandbox, 'POST', '/api/resource/Custom Field', {
      dt: 'Sales Order',
      fieldname,
      fieldtype,
      label,
      allow_on_submit,
    });
  }
  const loaded = await call(sandbox, 'POST', '/sandbox/rows', snapshotRows());
  if (loaded.status !== 200) throw new Error(loaded.text);
  return sandbox;
}
