import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, OtpError, steadyClock, type WorkSpan } from '#libs/kernel';
import type { WriteLimits } from '../../../application/documents/write-back.port.js';
import type { Limits } from '../../../application/limits.js';
import type { CircuitBreakers } from './circuit-breakers.js';
import type { Connections, Exchange, RawAnswer } from './connections.js';
import { type Endpoint, endpointOf } from './endpoints.js';
import { requestSeconds, retriesTotal } from './erpnext.metrics.js';
import { headerOf, valueOf } from './erpnext-answer.js';
import { ErpnextFault, notErpnext } from './erpnext-fault.js';
import type { RetryBudget } from './retry-budget.js';
import type { SiteClock } from './site-clock.js';

export interface ClientSettings {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Longest wait for one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How long ERPNext may work on a write whatever we wait, in milliseconds. */
  readonly longestWriteMs: number;
  /** How often a read is repeated. */
  readonly retries: number;
}

/** What keeps us from asking a site that fails. */
export interface ClientGuards {
  readonly breakers: CircuitBreakers;
  readonly budget: RetryBudget;
}

interface Asked {
  readonly endpoint: Endpoint;
  /** What is asked for, for a person. */
  readonly subject: string;
  readonly request: Exchange;
  /** Path of the request without the name of a document. */
  readonly route: string;
  /** Where the answer holds what was asked for. */
  readonly key: 'message' | 'data';
}

interface Answered {
  readonly value: unknown;
  readonly status: number;
}

type Send = (signal: AbortSignal, request: Exchange) => Promise<RawAnswer>;

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
  /** Rows that are left out at the beginning; only with a page length. */
  readonly limit_start?: number;
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
    private readonly guards: ClientGuards,
  ) {
    this.#headers = {
      // Anything with text/ in it turns errors into HTML pages.
      accept: 'application/json',
      authorization: `token ${settings.apiKey}:${settings.apiSecret}`,
    };
  }

  /** Rows of a list; sent as a body, because a long `in` filter does not fit into an address. */
  async list(
    query: ListQuery,
    limits: Limits,
    endpoint = endpointOf(query.doctype),
  ): Promise<readonly unknown[]> {
    const request = {
      method: 'POST',
      path: '/api/method/frappe.client.get_list',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ limit_page_length: 0, ...query }),
    } as const;
    const rows = await this.#read(
      { endpoint, subject: query.doctype, request, route: request.path, key: 'message' },
      limits,
    );
    if (!Array.isArray(rows)) throw new ErpnextFault('unreadable', notErpnext('a list without rows'));
    return rows as readonly unknown[];
  }

  /** Throws the ErpnextFault `paused` when one of these kinds of requests would not be sent now. */
  mustBeOpenTo(...kinds: readonly Endpoint[]): void {
    for (const endpoint of kinds) this.guards.breakers.throwIfPaused(endpoint);
  }

  /** One document with its child tables; fields that are null are not in it. */
  document(doctype: string, name: string, limits: Limits): Promise<unknown> {
    const path = `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;
    const request = { method: 'GET', path, headers: this.#headers } as const;
    return this.#read(
      {
        endpoint: endpointOf(doctype),
        subject: `${doctype} ${name}`,
        request,
        route: `/api/resource/${doctype}/{name}`,
        key: 'data',
      },
      limits,
    );
  }

  /** What a whitelisted method answers. `purpose` says for a person what it is called for. */
  method(name: string, purpose: string, limits: Limits): Promise<unknown> {
    const request = { method: 'GET', path: `/api/method/${name}`, headers: this.#headers } as const;
    return this.#read(
      { endpoint: 'reference', subject: purpose, request, route: request.path, key: 'message' },
      limits,
    );
  }

  /** Makes a document (POST, without name) or changes one (PUT); sent once. Answers the document. */
  write(
    method: 'POST' | 'PUT',
    doctype: string,
    name: string | null,
    body: object,
    limits: WriteLimits,
  ): Promise<unknown> {
    const place = name === null ? '' : `/${encodeURIComponent(name)}`;
    const path = `/api/resource/${encodeURIComponent(doctype)}${place}`;
    const route = `/api/resource/${doctype}${name === null ? '' : '/{name}'}`;
    return this.#write({ method, path, route }, body, doctype, 'data', limits);
  }

  /** Calls a whitelisted method that writes; sent once. */
  callMethod(name: string, body: object, limits: WriteLimits): Promise<unknown> {
    const path = `/api/method/${name}`;
    return this.#write({ method: 'POST', path, route: path }, body, name, 'message', limits);
  }

  /**
   * Not repeated: without an answer it is not known whether ERPNext did it. ERPNext goes on when nobody waits any more,
   * so the answer is listened for all the same, and the turn of this write lasts until then.
   */
  #write(
    { route, ...target }: Pick<Exchange, 'method' | 'path'> & Pick<Asked, 'route'>,
    body: object,
    subject: string,
    key: Asked['key'],
    limits: WriteLimits,
  ): Promise<unknown> {
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    const request = { ...target, headers, body: JSON.stringify(body) };
    return this.#attempt({ endpoint: 'documents', subject, request, route, key }, limits, (signal, sent) => {
      const end = AbortSignal.timeout(this.settings.longestWriteMs);
      const answer = this.connections.exchange(sent, signal, end);
      limits.hold(answer);
      return unlessAborted(answer, signal);
    });
  }

  /** One read with its repeats, all within the caller's limits and the retry budget. */
  async #read(asked: Asked, limits: Limits): Promise<unknown> {
    const { endpoint } = asked;
    this.guards.budget.noteRequest();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(asked, limits);
      } catch (error) {
        if (!(error instanceof ErpnextFault) || !error.passing || attempt === this.settings.retries)
          throw error;
        const jitter = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
        const ms = Math.max(jitter, (error.more.retryAfterSeconds ?? 0) * 1000);
        // A pause that outlasts the caller, or an answer's longest wait, tells him nothing new.
        if (ms >= Math.min(limits.deadline - steadyClock.now(), this.settings.timeoutMs)) throw error;
        const allowed = this.guards.budget.take();
        retriesTotal.inc({ endpoint, outcome: allowed ? 'repeated' : 'over budget' });
        if (!allowed) throw error;
        await pause(ms, undefined, { signal: limits.signal }).catch(() => undefined);
      }
    }
  }

  async #attempt(
    asked: Asked,
    limits: Limits,
    exchange: Send = (signal, request) => this.connections.exchange(request, signal),
  ): Promise<unknown> {
    const left = Math.ceil(limits.deadline - steadyClock.now());
    if (limits.signal.aborted) throw cancelled();
    if (left <= 0) throw tooLate();
    try {
      const allowedMs = Math.min(left, this.settings.timeoutMs);
      return await this.guards.breakers.run(asked.endpoint, () =>
        this.#timed(asked, limits, (span) =>
          this.#exchange(asked, allowedMs, limits.signal, (signal) => exchange(signal, sentBy(span, asked))),
        ),
      );
    } catch (error) {
      const ended = error instanceof ErpnextFault && error.kind === 'timed-out';
      throw ended && left <= this.settings.timeoutMs ? tooLate() : error;
    }
  }

  /** Records one request. */
  async #timed(
    { endpoint, request, route }: Asked,
    limits: Limits,
    ask: (span: WorkSpan | undefined) => Promise<Answered>,
  ): Promise<unknown> {
    const span = limits.span?.begin('askErpnext');
    span?.set('http.request.method', request.method).set('http.route', route);
    span?.set('otp.erpnext.class', classOf(endpoint));
    try {
      const { value, status } = await ask(span);
      span?.set('http.response.status_code', status);
      if (Array.isArray(value)) span?.set('otp.erpnext.rows', value.length);
      return value;
    } catch (error) {
      if (error instanceof ErpnextFault && error.more.status !== undefined)
        span?.set('http.response.status_code', error.more.status);
      span?.fail();
      throw error;
    } finally {
      span?.end();
    }
  }

  async #exchange(
    asked: Asked,
    allowedMs: number,
    caller: AbortSignal,
    exchange: (signal: AbortSignal) => Promise<RawAnswer>,
  ): Promise<Answered> {
    const stopwatch = requestSeconds.startTimer({ endpoint: asked.endpoint });
    const startedAt = performance.now();
    const timeout = AbortSignal.timeout(allowedMs);
    try {
      const answer = await exchange(AbortSignal.any([caller, timeout]));
      this.siteClock.note(headerOf(answer, 'date'));
      const value = valueOf(asked, answer, this.clock.now());
      stopwatch({ outcome: 'ok' });
      return { value, status: answer.status };
    } catch (error) {
      const ended = timedOut(asked, performance.now() - startedAt);
      const fault = caller.aborted ? cancelled(ended) : timeout.aborted ? ended : error;
      stopwatch({ outcome: fault instanceof ErpnextFault ? fault.kind : 'cancelled' });
      throw fault;
    }
  }
}

function sentBy(span: WorkSpan | undefined, { request }: Asked): Exchange {
  if (span === undefined) return request;
  return { ...request, headers: { ...request.headers, traceparent: span.traceparent } };
}

/** Of the breakdown. */
function classOf(endpoint: Endpoint): 'stock' | 'po' | 'other' {
  return endpoint === 'stock' ? 'stock' : endpoint === 'purchase' ? 'po' : 'other';
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

function timedOut({ subject }: Asked, waitedMs: number): ErpnextFault {
  return new ErpnextFault(
    'timed-out',
    `ERPNext did not answer within ${Math.round(waitedMs)} ms when asked for ${subject}.`,
    { waitedMs },
  );
}

function tooLate(): OtpError {
  return new OtpError('DEADLINE_EXCEEDED', 'ERPNext did not answer in time.');
}

function cancelled(cause?: ErpnextFault): OtpError {
  return new OtpError('CANCELLED', 'The caller went away.', { cause });
}
