/** What a figure has to reach. */
interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Figure extends Target {
  readonly what: string;
}

/** The figures that people are shown, in this order; others are in the JSON file only. */
export const figures: Readonly<Record<string, Figure>> = {
  null_http_rps: { what: 'nginx → gateway → constant answer, requests/s' },
  unary_rps: { what: 'nginx → gateway → one gRPC call a request → constant plan, requests/s' },
  batched_rps: { what: 'nginx → gateway → natural batches → constant plan, requests/s' },
  promise_rps: { what: 'the engine: 5-line orders, requests/s' },
  ratio_null: { what: 'engine ÷ constant answer', atLeast: 0.45 },
  ratio_batched: { what: 'engine ÷ natural batches with a constant plan', atLeast: 0.8 },
  ratio_unary: { what: 'engine ÷ one gRPC call a request', atLeast: 2.5 },
  p50_ms: { what: 'at full load with 100 connections, P50, ms' },
  p95_ms: { what: 'the same, P95, ms' },
  p99_ms: { what: 'the same, P99, ms' },
  half_rate_p50_ms: { what: 'at half the rate of full load, P50, ms' },
  half_rate_p99_ms: { what: 'the same, P99, ms', atMost: 25 },
  half_rate_p99_to_p50: { what: 'the same, P99 ÷ P50', atMost: 5 },
  cpu_ms_per_promise: { what: 'CPU of all processes a promise, ms', atMost: 0.3 },
  core_promises_per_s: { what: 'the calculation alone, promises/s on one core', atLeast: 100_000 },
  erp_requests_cold_20_lines: { what: 'most ERPNext requests of a cold order of 20 lines', atMost: 3 },
  erp_requests_warm: { what: 'ERPNext requests of warm orders', atMost: 0 },
  l1_hit_rate: { what: 'items known in the process, Zipf(1.0) over 100,000 items', atLeast: 0.95 },
  redis_hit_rate: { what: 'the same, with Redis', atLeast: 0.999 },
  freshness_p99_ms: { what: 'change in ERPNext → every promise service, P99, ms', atMost: 250 },
  bulk_first_line_ms: { what: 'bulk stream, first line, ms', atMost: 50 },
  bulk_ratio: { what: 'bulk streams, as many as gateways ÷ single calls', atLeast: 3 },
  bulk_rss_growth_mb: { what: 'bulk stream, growth of the gateway, MB', atMost: 50 },
  bulk_fairness: { what: 'P99 of 125 single calls/s, beside a bulk stream ÷ alone' },
  full_sync_s: { what: 'full sync of 1,000,000 Bins and 200,000 open purchase order lines, s', atMost: 120 },
  full_sync_stock_rss_mb: { what: 'the same, memory of the stock service, MB', atMost: 300 },
  incremental_1000_s: { what: 'incremental sync of 1,000 changed Bins, s', atMost: 2 },
  idle_rss_mb: { what: 'largest idle process, MB', atMost: 150 },
  rss_per_inflight_kb: { what: 'memory of all processes a request in flight, kB', atMost: 500 },
  connections_1000_errors: { what: 'failed requests of 1,000 connections at once', atMost: 0 },
  trace_cost_pct: { what: 'throughput that tracing at its default sampling costs, %', atMost: 5 },
  metrics_cost_pct: { what: 'throughput that metrics cost, %', atMost: 2 },
};

export function isMet({ atLeast = -Infinity, atMost = Infinity }: Target, value: number): boolean {
  return value >= atLeast && value <= atMost;
}

/** "≥ 0.45", "≤ 25", or nothing when it is only told. */
export function targetText({ atLeast, atMost }: Target): string {
  if (atLeast !== undefined) return `≥ ${numberText(atLeast)}`;
  return atMost === undefined ? '' : `≤ ${numberText(atMost)}`;
}

/** Three digits that count, and no more decimals than that needs. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  if (size >= 0.95 && size < 1) return String(Number(value.toFixed(4)));
  return String(Number(value.toPrecision(3)));
}
