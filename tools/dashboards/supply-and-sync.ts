import { type Dashboard, of, percentiles, rate } from './dashboard.js';

export const supplyAndSync: Dashboard = {
  uid: 'otp-supply',
  title: 'Order promises: supply and sync',
  about: 'Where figures come from, how old they are, and how ERPNext is followed.',
  sections: [
    {
      title: 'Figures that promises rest on',
      panels: [
        {
          title: 'Promises by source',
          about:
            'REPLICA is usual; LIVE is read from ERPNext, STALE is old. Alerts: OtpPromisesReadLive, OtpPromisesStale.',
          unit: 'ops',
          as: 'stacked',
          queries: [{ expr: rate(of('otp_promises_total'), 'source'), legend: '{{source}}' }],
        },
        {
          title: 'Age of figures',
          about: 'P95 of the oldest figure of an order, by the farthest layer that it needed.',
          unit: 's',
          queries: percentiles([95], { histogram: 'otp_supply_age_seconds', by: 'layer' }),
        },
        {
          title: 'Items looked for',
          about: 'Found and not found, by layer.',
          unit: 'ops',
          queries: [
            { expr: rate(of('otp_supply_cache_hits_total'), 'layer'), legend: '{{layer}} found' },
            { expr: rate(of('otp_supply_cache_misses_total'), 'layer'), legend: '{{layer}} not found' },
          ],
        },
        {
          title: 'Items of a read',
          about: 'P50 and P95 of the items that were fetched together, from Redis and from ERPNext.',
          unit: 'short',
          queries: percentiles([50, 95], { histogram: 'otp_supply_read_items', by: 'from' }),
        },
        {
          title: 'Items that wait to be read',
          about:
            'In promise services, by where they are read from. A line that stays up: that side is too slow.',
          unit: 'short',
          queries: [{ expr: `sum by (from) (${of('otp_supply_items_waiting')})`, legend: '{{from}}' }],
        },
        {
          title: 'Doubt',
          about: 'How often promise services lost the stream of changes, and dropped all that they kept.',
          unit: 'ops',
          queries: [
            { expr: rate(of('otp_supply_contact_lost_total')), legend: 'stream lost' },
            { expr: rate(of('otp_supply_resets_total')), legend: 'memory dropped' },
          ],
        },
      ],
    },
    {
      title: 'Synchronisation',
      panels: [
        {
          title: 'Age of the replica',
          about: 'As stock services know it, and as the promise services hear of it. Alert: OtpReplicaStale.',
          unit: 's',
          limit: 900,
          queries: [
            { expr: `min(${of('otp_replica_age_seconds')})`, legend: 'replica' },
            {
              expr: `max(${of('otp_supply_replica_age_seconds')})`,
              legend: 'as heard by the slowest promise service',
            },
          ],
        },
        {
          title: 'Since the last run that succeeded',
          about: 'How long nothing but webhooks has brought changes. Alert: OtpSyncLagging.',
          unit: 's',
          limit: 120,
          queries: [{ expr: `time() - max(${of('otp_sync_covered_until_seconds')})`, legend: 'lag' }],
        },
        {
          title: 'Runs',
          about: 'Runs that ended, by kind and result.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_sync_runs_total'), 'kind, result'), legend: '{{kind}} {{result}}' }],
        },
        {
          title: 'Items read again',
          about: 'By kind of run; an incremental run reads what has changed.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_sync_items_total'), 'kind'), legend: '{{kind}}' }],
        },
        {
          title: 'Full run or reconciliation',
          about: 'Items that the last one has done, of all.',
          unit: 'short',
          queries: [
            {
              expr: `max by (kind, state) (${of('otp_sync_pass_items')})`,
              legend: '{{kind}} {{state}}',
            },
          ],
        },
        {
          title: 'Replica',
          about: 'Items in it, and whether it is complete (1): until then every order is read from ERPNext.',
          unit: 'short',
          queries: [
            { expr: `max(${of('otp_replica_items')})`, legend: 'items' },
            { expr: `max(${of('otp_replica_complete')})`, legend: 'complete' },
          ],
        },
        {
          title: 'Snapshots written',
          about: 'Refused ones came later than a newer reading, which is harmless.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_replica_writes_total'), 'outcome'), legend: '{{outcome}}' }],
        },
      ],
    },
    {
      title: 'Webhooks',
      panels: [
        {
          title: 'Webhooks of ERPNext',
          about:
            'Stored, or refused for want of a sound signature. Alerts: OtpWebhooksSilent, OtpWebhooksRefused.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_webhooks_total'), 'outcome'), legend: '{{outcome}}' }],
        },
        {
          title: 'Webhooks that wait',
          about: 'Stored and not worked off. Alert: OtpWebhooksWaiting.',
          unit: 'short',
          limit: 1000,
          queries: [{ expr: `max(${of('otp_hints_waiting')})`, legend: 'waiting' }],
        },
        {
          title: 'Webhooks worked off',
          about: 'failed is tried again; dropped was too old, and the synchronisation has seen to it.',
          unit: 'ops',
          queries: [{ expr: rate(of('otp_hints_total'), 'outcome'), legend: '{{outcome}}' }],
        },
        {
          title: 'From webhook to replica',
          about: 'Time until the replica shows what a webhook spoke of.',
          unit: 's',
          queries: percentiles([50, 99], { histogram: 'otp_hint_age_seconds' }),
        },
      ],
    },
    {
      title: 'ERPNext',
      panels: [
        {
          title: 'Requests to ERPNext',
          about: 'By kind and outcome. Alerts: OtpErpnextUnavailable, OtpErpnextFails.',
          unit: 'reqps',
          as: 'stacked',
          queries: [
            {
              expr: rate(of('otp_erpnext_request_duration_seconds_count'), 'endpoint, outcome'),
              legend: '{{endpoint}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Response time',
          about: 'P95 of all requests, answered or not, by kind. Alert: OtpErpnextSlow.',
          unit: 's',
          limit: 0.5,
          queries: percentiles([95], {
            histogram: 'otp_erpnext_request_duration_seconds',
            by: 'endpoint',
          }),
        },
        {
          title: 'Circuit breakers',
          about:
            '0 closed, 1 open, 2 about to try again; the worst instance, by kind. Alert: OtpErpnextBreakerOpen.',
          unit: 'short',
          limit: 1,
          queries: [
            { expr: `max by (endpoint) (${of('otp_erpnext_breaker_state')})`, legend: '{{endpoint}}' },
          ],
        },
        {
          title: 'Not sent, and sent again',
          about: 'Requests that an open breaker kept back, and reads that were repeated or would have been.',
          unit: 'reqps',
          queries: [
            { expr: rate(of('otp_erpnext_refused_total'), 'endpoint'), legend: '{{endpoint}} kept back' },
            { expr: rate(of('otp_erpnext_retries_total'), 'outcome'), legend: 'reads {{outcome}}' },
          ],
        },
        {
          title: 'Under way',
          about: 'Requests that run or wait for a connection, and write-backs that run or wait.',
          unit: 'short',
          queries: [
            { expr: `sum by (state) (${of('otp_erpnext_requests')})`, legend: 'requests {{state}}' },
            { expr: `sum(${of('otp_erpnext_writes')})`, legend: 'write-backs' },
          ],
        },
      ],
    },
  ],
};
