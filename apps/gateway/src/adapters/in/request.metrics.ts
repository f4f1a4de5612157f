import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '#libs/observability';
import { knownRoutes } from './route-access.js';

const registers = [metrics];

/** Requests that have come and whose answer is not out. */
export const inFlight = { requests: 0 };

const requests = new Counter({
  name: 'otp_requests_total',
  help: 'Answered requests by route and HTTP status; 499: the caller went away before.',
  labelNames: ['endpoint', 'status'] as const,
  registers,
});

/** Its types take the labels of exemplars for its own. */
const seconds = new Histogram<'endpoint' | 'trace_id'>({
  name: 'otp_request_duration_seconds',
  help: 'Time from the head of a request to the end of its answer, by route.',
  labelNames: ['endpoint'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10],
  enableExemplars: true,
  registers,
});

new Gauge({
  name: 'otp_requests_in_flight',
  help: 'Requests that have come and whose answer is not out.',
  registers,
  collect() {
    this.set(inFlight.requests);
  },
});

/** What stands for every path that is no route, so that nobody can make up series. */
const OTHER = 'other';

/** Counts the requests of one route; all that the library needs for it is made once. */
class Route {
  private readonly labels;
  private readonly time;
  private readonly byStatus = new Map<number, Counter.Internal>();

  constructor(private readonly endpoint: string) {
    this.labels = { endpoint };
    this.time = seconds.labels(endpoint);
  }

  ended(status: number, tookSeconds: number, traceId: string | undefined): void {
    let count = this.byStatus.get(status);
    if (count === undefined) {
      count = requests.labels(this.endpoint, String(status));
      this.byStatus.set(status, count);
    }
    count.inc();
    if (traceId === undefined) this.time.observe(tookSeconds);
    else {
      const exemplarLabels = { trace_id: traceId };
      seconds.observe({ labels: this.labels, value: tookSeconds, exemplarLabels });
    }
  }
}

const routes = new Map([OTHER, ...knownRoutes].map((path) => [path, new Route(path)]));

/** The route as it is counted and logged: its template, or `other`. */
export function endpointOf(route: string | undefined): string {
  return route !== undefined && routes.has(route) ? route : OTHER;
}

/** Counts a request of a route that `endpointOf` gave; `traceId` only where it leads to a trace or a log line. */
export function countRequest(endpoint: string, status: number, ms: number, traceId?: string): void {
  routes.get(endpoint)?.ended(status, ms / 1_000, traceId);
}
