/** One line, or one line for each series that the query gives. */
export interface Query {
  /** PromQL; `$namespace` and `$__rate_interval` are filled in by Grafana. */
  readonly expr: string;
  /** Name of the line; `{{label}}` is the value of a label. */
  readonly legend: string;
  /** Shows single requests, by their trace ids, beside the line. */
  readonly exemplars?: true;
}

/** Units of Grafana. */
type Unit = 'reqps' | 'ops' | 's' | 'ms' | 'bytes' | 'percentunit' | 'short';

export interface Panel {
  readonly title: string;
  /** What it tells, and when to worry. */
  readonly about: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** `figure` is one number, `stacked` are lines that add up; a panel is lines otherwise. */
  readonly as?: 'figure' | 'stacked';
  /** From here on it is drawn in red: where an alert begins. */
  readonly limit?: number;
}

export interface Dashboard {
  /** Stays when the title changes: links lead to it. */
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly sections: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

/** A metric of the chosen engine; `matchers` as in PromQL. */
export function of(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${['namespace=~"$namespace"', ...matchers].join(', ')}}`;
}

/** Sum of the rates per second of counters; `by` keeps labels apart. */
export function rate(selector: string, by = ''): string {
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${selector}[$__rate_interval]))`;
}

/** Part of a whole, 0 to 1; no data where the whole is 0. */
export function share(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

/** Lines for some percentiles of a histogram; `by` keeps labels apart, and names the lines. */
export function percentiles(
  percents: readonly number[],
  { histogram, matchers = [], by }: { histogram: string; matchers?: readonly string[]; by?: string },
): Query[] {
  const buckets = rate(of(`${histogram}_bucket`, ...matchers), by === undefined ? 'le' : `${by}, le`);
  return percents.map((percent) => ({
    expr: `histogram_quantile(${percent / 100}, ${buckets})`,
    legend: by === undefined ? `P${percent}` : `P${percent} {{${by}}}`,
  }));
}
