import { type Dispatcher, errors, Pool } from 'undici';
import { withoutTrailingSlashes } from '#libs/kernel';
import { shedRequest } from './erpnext.metrics.js';
import { ErpnextFault } from './erpnext-fault.js';

export interface ConnectionSettings {
  /** http or https; a path in front of /api is allowed. */
  readonly url: string;
  /** Most connections at once, and how many of them stay open while idle. */
  readonly connections: number;
  readonly keptConnections: number;
  /** Most requests that wait for a connection. */
  readonly waiting: number;
  /** Longest time for connecting, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From the root of the site, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

const IDLE_MS = 30_000;
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * All connections to ERPNext. An undici pool keeps either each of its connections open or none, so there
 * are two: requests go to the kept ones while one of them is free, else to the spare ones, which are
 * closed after each answer.
 */
export class Connections {
  readonly #kept: Pool;
  readonly #spare: Pool | undefined;
  readonly #prefix: string;
  readonly #free: Pool[] = [];
  readonly #waiting = new Set<(pool: Pool) => void>();

  constructor(private readonly settings: ConnectionSettings) {
    const { origin, pathname } = new URL(settings.url);
    this.#prefix = withoutTrailingSlashes(pathname);
    const kept = Math.min(settings.keptConnections, settings.connections);
    const options = {
      connectTimeout: settings.timeoutMs,
      // The limit of each request is its own signal.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: LARGEST_ANSWER_BYTES,
      // One request a connection at a time is what the numbers above mean.
      allowH2: false,
    };
    this.#kept = new Pool(origin, { ...options, connections: kept, keepAliveTimeout: IDLE_MS });
    const spare = settings.connections - kept;
    if (spare > 0) {
      this.#spare = new Pool(origin, { ...options, connections: spare, pipelining: 0 });
      for (let i = 0; i < spare; i += 1) this.#free.push(this.#spare);
    }
    // Taken from the end: the kept ones first.
    for (let i = 0; i < kept; i += 1) this.#free.push(this.#kept);
  }

  /**
   * Sends one request and reads the whole answer. Rejects with an ErpnextFault, or as `signal` says; when `end` is given,
   * that one ends a request that has begun.
   */
  async exchange(request: Exchange, signal: AbortSignal, end = signal): Promise<RawAnswer> {
    const pool = await this.#take(signal);
    try {
      const answer = await pool.request({
        method: request.method,
        path: this.#prefix + request.path,
        headers: request.headers,
        body: request.body ?? null,
        signal: end,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      end.throwIfAborted();
      if (error instanceof errors.ResponseExceededMaxSizeError) {
        throw new ErpnextFault(
          'unreadable',
          `An answer of ERPNext is larger than ${LARGEST_ANSWER_BYTES / 1024 / 1024} MiB, and is not read.`,
          { cause: error },
        );
      }
      throw new ErpnextFault(
        'unreachable',
        `ERPNext can't be reached (${codeOf(error)}): check that the site runs and the address is right.`,
        { cause: error },
      );
    } finally {
      this.#release(pool);
    }
  }

  /** Requests that are under way, and that wait for a connection. */
  get requests() {
    return { running: this.settings.connections - this.#free.length, waiting: this.#waiting.size };
  }

  /** Lets running requests end. */
  async close(): Promise<void> {
    await Promise.all([this.#kept.close(), this.#spare?.close()]);
  }

  #take(signal: AbortSignal): Promise<Pool> {
    signal.throwIfAborted();
    const free = this.#free.pop();
    if (free) return Promise.resolve(free);
    if (this.#waiting.size >= this.settings.waiting) {
      shedRequest.inc();
      return Promise.reject(new ErpnextFault('busy', 'Too many requests wait for ERPNext already.'));
    }
    return new Promise((resolve, reject) => {
      const receive = (pool: Pool): void => {
        signal.removeEventListener('abort', leave);
        resolve(pool);
      };
      const leave = (): void => {
        this.#waiting.delete(receive);
        reject(signal.reason as Error);
      };
      this.#waiting.add(receive);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #release(pool: Pool): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      // Kept ones to the end, spare ones to the front, so that the kept ones are taken first.
      if (pool === this.#kept) this.#free.push(pool);
      else this.#free.unshift(pool);
    } else {
      this.#waiting.delete(next);
      next(pool);
    }
  }
}

/** The code of a connection error, for example ECONNREFUSED; messages would name the address. */
function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'connection broken';
}
