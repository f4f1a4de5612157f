import type { RawAnswer } from './connections.js';
import { ErpnextFault, faultOfAnswer, notErpnext } from './erpnext-fault.js';

/**
 * What an answer holds under `key`. Throws the ErpnextFault that an answer of another status, or of another
 * shape, means. `subject` is what was asked for; `now` in milliseconds since 1970.
 */
export function valueOf(
  { subject, key }: { readonly subject: string; readonly key: 'message' | 'data' },
  answer: RawAnswer,
  now: number,
): unknown {
  const body = parsed(answer.text);
  const { status } = answer;
  if (status < 200 || status > 299) {
    const retryAfterSeconds = secondsOf(headerOf(answer, 'retry-after'), now);
    throw faultOfAnswer(subject, {
      status,
      body,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  if (typeof body === 'object' && body !== null && key in body)
    return (body as Readonly<Record<string, unknown>>)[key];
  const type = headerOf(answer, 'content-type')?.split(';')[0] ?? 'no content type';
  const what = answer.text === '' ? 'an empty body' : `${type.slice(0, 40)} that can't be parsed`;
  throw new ErpnextFault('unreadable', notErpnext(`HTTP ${status}, ${what}`), { status });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function headerOf(answer: RawAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Retry-After: a number of seconds or a date. */
function secondsOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - now) / 1000));
}
