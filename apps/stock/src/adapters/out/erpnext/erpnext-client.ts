import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, OtpError } from '#libs/kernel';
import type { Limits } from '../../../application/limits.js';
import type { Connections, Exchange, RawAnswer } from './connections.js';
import { ErpnextFault, faultOfAnswer, notErpnext } from './erpnext-fault.js';
import type { SiteClock } from './site-clock.js';

export interface ClientSettings {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Longest wait for one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a read is repeated. */
  readonly retries: number;
}

/** Arguments of frappe.client.get_list. */
export interface ListQuery {
  readonly doctype: string;
  readonly fields: readonly string[];
  readonly filters?: readonly unknown[];
  readonly or_filters?: readonly unknown[];
  /** Without it ERPNext gives no order. */
  readonly order_by: string;
  /** Default 0: all rows. */
  readonly limit_page_length?: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Reads from ERPNext's REST API. Rejects with an ErpnextFault, or OtpError DEADLINE_EXCEEDED or CANCELLED. */
export class ErpnextClient {
  readonly #headers: Readonly<Record<string, string>>;

  constructor(
    private readonly connections: Connections,
    private readonly siteClock: SiteClock,
    private readonly clock: Clock,
    private readonly settings: ClientSettings,
  ) {
    this.#headers = {
      // Anything with text/ in it turns errors into HTML pages.
      accept: 'application/json',
      authorization: `token ${settings.apiKey}:${settings.apiSecret}`,
    };
  }

  /** Rows of a list; sent as a body, because a long `in` filter does not fit into an address. */
  async list(query: ListQuery, limits: Limits): Promise<readonly unknown[]> {
    const request = {
      method: 'POST',
      path: '/api/method/frappe.client.get_list',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ limit_page_length: 0, ...query }),
    } as const;
    const rows = await this.#read(query.doctype, request, 'message', limits);
    if (!Array.isArray(rows)) throw new ErpnextFault('unreadable', notErpnext('a list without rows'));
    return rows as readonly unknown[];
  }

  /** One document with its child tables; fields that are null are not in it. */
  document(doctype: string, name: string, limits: Limits): Promise<unknown> {
    const path = `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;
    return this.#read(`${doctype} ${name}`, { method: 'GET', path, headers: this.#headers }, 'data', limits);
  }

  /** What a whitelisted method answers. `purpose` says for a person what it is called for. */
  method(name: string, purpose: string, limits: Limits): Promise<unknown> {
    const path = `/api/method/${name}`;
    return this.#read(purpose, { method: 'GET', path, headers: this.#headers }, 'message', limits);
  }

  /** One read with its repeats, all within the caller's limits. */
  async #read(subject: string, request: Exchange, key: 'message' | 'data', limits: Limits): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(subject, request, key, limits);
      } catch (error) {
        if (!(error instanceof ErpnextFault) || !error.passing || attempt === this.settings.retries)
          throw error;
        const jitter = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
        const ms = Math.max(jitter, (error.more.retryAfterSeconds ?? 0) * 1000);
        // A pause that outlasts the caller, or an answer's longest wait, tells him nothing new.
        if (ms >= Math.min(limits.deadline - this.clock.now(), this.settings.timeoutMs)) throw error;
        await pause(ms, undefined, { signal: limits.signal }).catch(() => undefined);
      }
    }
  }

  async #attempt(
    subject: string,
    request: Exchange,
    key: 'message' | 'data',
    limits: Limits,
  ): Promise<unknown> {
    const left = limits.deadline - this.clock.now();
    if (limits.signal.aborted) throw cancelled();
    if (left <= 0) throw new OtpError('DEADLINE_EXCEEDED', 'ERPNext did not answer in time.');
    const timeout = AbortSignal.timeout(Math.min(left, this.settings.timeoutMs));
    let answer: RawAnswer;
    try {
      answer = await this.connections.exchange(request, AbortSignal.any([limits.signal, timeout]));
    } catch (error) {
      if (limits.signal.aborted) throw cancelled();
      if (!timeout.aborted) throw error;
      if (left <= this.settings.timeoutMs)
        throw new OtpError('DEADLINE_EXCEEDED', 'ERPNext did not answer in time.');
      throw new ErpnextFault(
        'timed-out',
        `ERPNext did not answer within ${this.settings.timeoutMs} ms when asked for ${subject}.`,
      );
    }
    this.siteClock.note(headerOf(answer, 'date'));
    return valueOf(subject, answer, key, this.clock.now());
  }
}

function valueOf(subject: string, answer: RawAnswer, key: 'message' | 'data', now: number): unknown {
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

function headerOf(answer: RawAnswer, name: string): string | undefined {
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

function cancelled(): OtpError {
  return new OtpError('CANCELLED', 'The caller went away.');
}
