import { type RunningSandbox } from '../src/sandbox.js';
import { pythonJson } from '../src/webhooks/template.js';
import { authorization, type RecordedRequest, type Step } from './recordings.js';

interface Replayed {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a recorded request as it was. */
export async function replay(sandbox: RunningSandbox, { request }: Pick<Step, 'request'>): Promise<Replayed> {
  const auth = authorization(request.auth);
  const raw = request.body_raw ?? (request.body === null ? undefined : JSON.stringify(request.body));
  const answer = await fetch(`${sandbox.url}${urlOf(request)}`, {
    method: request.method,
    headers: { ...request.headers, ...(auth === undefined ? {} : { authorization: auth }) },
    // Bytes: text would bring a Content-Type of its own.
    ...(raw === undefined ? {} : { body: new TextEncoder().encode(raw) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Long addresses are cut in the recordings and made anew from their query. */
function urlOf({ path, url, query }: RecordedRequest): string {
  if (typeof query === 'string') return url.includes('?') ? url : `${url}?${query}`;
  if (typeof query !== 'object' || query === null || !url.includes('…')) return url;
  const pairs = Object.entries(query).map(([key, value]) => {
    const text = typeof value === 'string' ? value : pythonJson(value);
    return `${key}=${encodeURIComponent(text)}`;
  });
  return `${encodeURI(path)}?${pairs.join('&')}`;
}
