import { type Dashboard, of, percentiles, rate, share } from './dashboard.js';

const requests = (...matchers: readonly string[]) =>
  of('otp_requests_total', 'endpoint!~".*health.*"', ...matchers);
const promises = { histogram: 'otp_request_duration_seconds', matchers: ['endpoint="/otp/promise"'] };
/** A share of 0 is a figure too: without a failure there is no series of failures. */
const failed = (by = '') =>
  `(${rate(requests('status=~"5.."'), by)} or 0 * ${rate(requests(), by)}) / (${rate(requests(), by)} > 0)`;
const processes = 'job=~"otp-.*"';

export const overview: Dashboard = {
  uid: 'otp-overview',
  title: 'Order promises: overview',
  about: 'Whether customers get their dates, how fast, and what it takes.',
  sections: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Requests',
          about: 'Requests a second, without questions about health.',
          unit: 'reqps',
          as: 'figure',
          queries: [{ expr: rate(requests()), legend: 'requests' }],
        },
        {
          title: 'P95 of promises',
          about: 'Within this time 19 of 20 promises are answered. Alert: OtpPromisesSlow.',
          unit: 's',
          as: 'figure',
          limit: 0.15,
          queries: percentiles([95], promises),
        },
        {
          title: 'Errors',
          about: 'Share of requests with a status of 500 or above. Alert: OtpErrors.',
          unit: 'percentunit',
          as: 'figure',
          limit: 0.01,
          queries: [{ expr: failed(), legend: 'errors' }],
        },
        {
          title: 'Age of the replica',
          about: 'How old figures are that promises rest on. Alert: OtpReplicaStale.',
          unit: 's',
          as: 'figure',
          limit: 900,
          queries: [{ expr: `min(${of('otp_replica_age_seconds')})`, legend: 'age' }],
        },
        {
          title: 'Cache hit rate',
          about: 'Share of items that were at hand in the memory of the promise services.',
          unit: 'percentunit',
          as: 'figure',
          queries: [
            {
              expr: share(
                rate(of('otp_supply_cache_hits_total', 'layer="l1"')),
                `(${rate(of('otp_supply_cache_hits_total', 'layer="l1"'))} + ${rate(of('otp_supply_cache_misses_total', 'layer="l1"'))})`,
              ),
              legend: 'hits',
            },
          ],
        },
        {
          title: 'Processes',
          about:
            'Processes of the engine that answer Prometheus. Alerts: OtpServiceMissing, OtpInstanceMissing.',
          unit: 'short',
          as: 'figure',
          queries: [{ expr: `sum(${of('up', processes)})`, legend: 'processes' }],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests per second',
          about: 'By endpoint; a bulk stream is one request.',
          unit: 'reqps',
          as: 'stacked',
          queries: [{ expr: rate(requests(), 'endpoint'), legend: '{{endpoint}}' }],
        },
        {
          title: 'Response time of promises',
          about: 'As the gateway sees it. Points are single requests, with their trace ids.',
          unit: 's',
          limit: 0.15,
          queries: percentiles([50, 95, 99], promises).map((query) => ({
            ...query,
            exemplars: true as const,
          })),
        },
        {
          title: 'P95 by endpoint',
          about: 'Bulk streams last as long as they are long; writes and documents wait for ERPNext.',
          unit: 's',
          queries: percentiles([95], { histogram: promises.histogram, by: 'endpoint' }),
        },
        {
          title: 'Errors',
          about:
            'Share of requests with a status of 500 or above, by endpoint. Alerts: OtpErrors, OtpErrorBudgetBurnsFast.',
          unit: 'percentunit',
          limit: 0.01,
          queries: [{ expr: failed('endpoint'), legend: '{{endpoint}}' }],
        },
        {
          title: 'Requests by status',
          about: '4xx is what callers did, 499 that they went away, 5xx what we failed to do.',
          unit: 'reqps',
          as: 'stacked',
          queries: [{ expr: rate(requests(), 'status'), legend: '{{status}}' }],
        },
        {
          title: 'Orders without a promise',
          about: 'Orders that ended with an error, by its code (docs/errors.md).',
          unit: 'ops',
          as: 'stacked',
          queries: [{ expr: rate(of('otp_order_faults_total'), 'code'), legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Promises',
      panels: [
        {
          title: 'Promises by status',
          about: 'Single and bulk promises together.',
          unit: 'ops',
          as: 'stacked',
          queries: [{ expr: rate(of('otp_promises_total'), 'status'), legend: '{{status}}' }],
        },
        {
          title: 'Promises by confidence',
          about: 'More LOW than usual: incoming goods without dates, or old figures.',
          unit: 'ops',
          as: 'stacked',
          queries: [{ expr: rate(of('otp_promises_total'), 'confidence'), legend: '{{confidence}}' }],
        },
        {
          title: 'Cache hit rate by layer',
          about:
            'Share of items that a layer had: l1 is memory, redis the replica, negative what ERPNext does not know.',
          unit: 'percentunit',
          queries: [
            {
              expr: share(
                rate(of('otp_supply_cache_hits_total'), 'layer'),
                `(${rate(of('otp_supply_cache_hits_total'), 'layer')} + ${rate(of('otp_supply_cache_misses_total'), 'layer')})`,
              ),
              legend: '{{layer}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Resources and ERPNext',
      panels: [
        {
          title: 'CPU',
          about: 'Of one core, by process. JavaScript runs on one core. Alert: OtpCpuHigh.',
          unit: 'percentunit',
          limit: 0.8,
          queries: [
            {
              expr: `rate(${of('process_cpu_seconds_total', processes)}[$__rate_interval])`,
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          title: 'Memory',
          about: 'Resident memory by process. Alerts: OtpMemoryHigh, OtpMemoryNearLimit.',
          unit: 'bytes',
          limit: 800e6,
          queries: [{ expr: of('process_resident_memory_bytes', processes), legend: '{{job}} {{instance}}' }],
        },
        {
          title: 'ERPNext response time',
          about: 'P95 of answered requests, by kind. Alert: OtpErpnextSlow.',
          unit: 's',
          limit: 0.5,
          queries: percentiles([50, 95], {
            histogram: 'otp_erpnext_request_duration_seconds',
            matchers: ['outcome="ok"'],
            by: 'endpoint',
          }),
        },
      ],
    },
  ],
};
