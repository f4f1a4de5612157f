export type RequestKind =
  'list' | 'count' | 'get' | 'insert' | 'update' | 'delete' | 'read' | 'method' | 'unknown';

interface LoggedRequest {
  readonly kind: RequestKind;
  readonly method: string;
  readonly doctype: string;
  readonly path: string;
  readonly traceparent: string | undefined;
}

const keptRequests = 10_000;

/** The API requests since the last reset: all of them counted, the latest kept. */
export class RequestLog {
  private requests: LoggedRequest[] = [];
  private counts: Record<string, number> = {};
  private total = 0;

  add(request: LoggedRequest): void {
    this.total += 1;
    this.counts[request.kind] = (this.counts[request.kind] ?? 0) + 1;
    this.requests.push(request);
    if (this.requests.length > 2 * keptRequests) this.requests = this.requests.slice(-keptRequests);
  }

  reset(): void {
    this.requests = [];
    this.counts = {};
    this.total = 0;
  }

  report(): { total: number; counts: Record<string, number>; requests: readonly LoggedRequest[] } {
    return { total: this.total, counts: this.counts, requests: this.requests.slice(-keptRequests) };
  }
}
