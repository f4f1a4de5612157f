import { type Dashboard, of, percentiles, rate, share } from './dashboard.js';

const processes = 'job=~"otp-.*"';
const cpu = of('process_cpu_seconds_total', processes);

export const capacity: Dashboard = {
  uid: 'otp-capacity',
  title: 'Order promises: capacity',
  about: 'How much room there is, and which part is the first to be full.',
  sections: [
    {
      title: 'Load',
      panels: [
        {
          title: 'Promises per second by instance',
          about: 'Lines that lie apart: the load is not spread evenly.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_promises_total'), 'instance'), legend: '{{instance}}' }],
        },
        {
          title: 'CPU per promise',
          about:
            'CPU of all processes, in milliseconds, by promises. It rises when fewer travel together, or more are LIVE.',
          unit: 'ms',
          queries: [
            { expr: `1000 * ${share(rate(cpu), rate(of('otp_promises_total')))}`, legend: 'CPU per promise' },
          ],
        },
        {
          title: 'Orders per batch',
          about:
            'Orders that a gateway sent together to a promise service. More of them: more load, less CPU for each.',
          unit: 'short',
          queries: percentiles([50, 95], { histogram: 'otp_order_batch_orders' }),
        },
      ],
    },
    {
      title: 'What waits, and what is refused',
      panels: [
        {
          title: 'Requests in flight',
          about: 'In all gateways.',
          unit: 'short',
          queries: [{ expr: `sum(${of('otp_requests_in_flight')})`, legend: 'requests' }],
        },
        {
          title: 'Orders that wait',
          about: 'In gateways for a batch, by lane, and those that are being calculated.',
          unit: 'short',
          queries: [
            { expr: `sum by (lane) (${of('otp_orders_waiting')})`, legend: '{{lane}} waiting' },
            { expr: `sum(${of('otp_orders_outstanding')})`, legend: 'being calculated' },
          ],
        },
        {
          title: 'Refused to keep the rest fast',
          about: 'Requests a second, by reason. Alert: OtpShedding.',
          unit: 'reqps',
          as: 'stacked',
          limit: 0.1,
          queries: [{ expr: rate(of('otp_shed_total'), 'job, reason'), legend: '{{job}} {{reason}}' }],
        },
        {
          title: 'Over their limit',
          about:
            'Calls that were refused with 429, and calls that passed unlooked because Redis was away. Alert: OtpRedisDown.',
          unit: 'reqps',
          queries: [
            { expr: rate(of('otp_rate_limited_total')), legend: 'refused' },
            { expr: rate(of('otp_rate_limit_unchecked_total')), legend: 'unlooked' },
          ],
        },
        {
          title: 'Fuses of promise services',
          about:
            '0 closed, 1 open, 2 about to try again: whether Redis and stock services are called at all.',
          unit: 'short',
          limit: 1,
          queries: [{ expr: `max by (to) (${of('otp_fuse_state')})`, legend: '{{to}}' }],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'CPU by service',
          about: 'Cores that all instances of a service use together.',
          unit: 'short',
          as: 'stacked',
          queries: [{ expr: rate(cpu, 'job'), legend: '{{job}}' }],
        },
        {
          title: 'Instances',
          about: 'That answer Prometheus, by service.',
          unit: 'short',
          queries: [{ expr: `sum by (job) (${of('up', processes)})`, legend: '{{job}}' }],
        },
        {
          title: 'Versions',
          about:
            'Instances by version; two of them only while a rollout is under way. Alert: OtpVersionsMixed.',
          unit: 'short',
          as: 'stacked',
          queries: [{ expr: `count by (version) (${of('otp_build_info')})`, legend: '{{version}}' }],
        },
        {
          title: 'Event-loop delay',
          about: 'P99 of how late a process gets to its work. Alert: OtpEventLoopBlocked.',
          unit: 's',
          limit: 0.1,
          queries: [
            {
              expr: of('otp_event_loop_delay_seconds', 'quantile="0.99"'),
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          title: 'Heap',
          about: 'Used heap by process. A line that rises for days is a leak.',
          unit: 'bytes',
          queries: [{ expr: of('nodejs_heap_size_used_bytes', processes), legend: '{{job}} {{instance}}' }],
        },
        {
          title: 'Garbage collection',
          about: 'Share of time that goes into it, by process. Above 10 %: the heap is too small.',
          unit: 'percentunit',
          limit: 0.1,
          queries: [
            {
              expr: rate(of('nodejs_gc_duration_seconds_sum', processes), 'job, instance'),
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Items kept in memory',
      panels: [
        {
          title: 'Items',
          about: 'By promise service.',
          unit: 'short',
          queries: [{ expr: of('otp_supply_cache_items'), legend: '{{instance}}' }],
        },
        {
          title: 'Memory of kept items',
          about: 'By promise service; SNAPSHOT_CACHE_BYTES is the most.',
          unit: 'bytes',
          queries: [{ expr: of('otp_supply_cache_bytes'), legend: '{{instance}}' }],
        },
        {
          title: 'Evictions',
          about:
            'Items that had to go for want of room. With a falling hit rate: raise SNAPSHOT_CACHE_BYTES.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_supply_cache_evictions_total')), legend: 'evictions' }],
        },
      ],
    },
  ],
};
