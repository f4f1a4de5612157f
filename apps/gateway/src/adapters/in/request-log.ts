import type { OtpError } from '#libs/kernel';
import type { Logger } from '#libs/observability';

export interface RequestLogBounds {
  /** Most lines of a second for requests that are neither slow nor failed, and most for the others. */
  readonly perSecond: number;
  readonly troublesPerSecond: number;
  /** From which time on a request is slow, in milliseconds. */
  readonly slowMs: number;
}

/** One request, when its answer is out. */
export interface EndedRequest {
  readonly method: string;
  /** Template of the route. */
  readonly endpoint: string;
  readonly status: number;
  readonly ms: number;
  readonly mayTakeLong: boolean;
  readonly traceId: string;
  readonly requestId: string;
  /** Id of its API key. */
  readonly caller: string | undefined;
  /** Of an order. */
  readonly lines: number | undefined;
  /** The promise that was given, as JSON. */
  readonly promise: Uint8Array | undefined;
  readonly fault: OtpError | undefined;
}

/** One line a request; of many a sample, and each line says how many before it got none. */
export class RequestLog {
  private readonly ordinary: Quota;
  private readonly troubles: Quota;

  constructor(
    private readonly logger: Logger,
    private readonly bounds: RequestLogBounds,
    now = () => performance.now(),
  ) {
    this.ordinary = new Quota(bounds.perSecond, now);
    this.troubles = new Quota(bounds.troublesPerSecond, now);
  }

  /** Whether the request got its line. */
  write(ended: EndedRequest): boolean {
    const isFailed = ended.status >= 500;
    const isSlow = ended.ms >= this.bounds.slowMs && !ended.mayTakeLong;
    const level = isFailed ? 'error' : 'info';
    if (!this.logger.isLevelEnabled(level)) return false;
    const quota = isFailed || isSlow ? this.troubles : this.ordinary;
    if (!quota.take()) return false;
    this.logger[level](factsOf(ended, quota.takeMissed()), 'request');
    return true;
  }
}

/** Undefined ones are left out. */
function factsOf({ promise, fault, ...ended }: EndedRequest, missed: number) {
  const { method, endpoint, status, ms, lines, traceId, requestId, caller } = ended;
  return {
    ...{ method, endpoint, status, ms: Math.round(ms * 10) / 10, lines },
    source: promise && dataSourceOf(promise),
    ...{ traceId, requestId, caller },
    code: fault?.code,
    detail: status >= 500 ? fault?.detail : undefined,
    err: fault?.code === 'INTERNAL' ? (fault.cause ?? fault) : undefined,
    unlogged: missed === 0 ? undefined : missed,
  };
}

const FIELD = '"data_source":"';

/** Finds the field without parsing the rest; inside of texts its quotation marks would be escaped. */
export function dataSourceOf(promise: Uint8Array): string | undefined {
  const json = Buffer.from(promise.buffer, promise.byteOffset, promise.byteLength);
  const at = json.lastIndexOf(FIELD);
  if (at < 0) return undefined;
  const begin = at + FIELD.length;
  return json.toString('latin1', begin, json.indexOf('"', begin));
}

/** So many in each second. */
class Quota {
  private secondBegan = -Infinity;
  private taken = 0;
  private missed = 0;

  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
  ) {}

  take(): boolean {
    const now = this.now();
    if (now - this.secondBegan >= 1_000) {
      this.secondBegan = now;
      this.taken = 0;
    }
    if (this.taken < this.perSecond) {
      this.taken += 1;
      return true;
    }
    this.missed += 1;
    return false;
  }

  /** How many got nothing since it was asked last. */
  takeMissed(): number {
    const { missed } = this;
    this.missed = 0;
    return missed;
  }
}
