/** A line of a bulk stream, as far as it is looked into. */
export interface AnswerLine {
  readonly status?: string;
  readonly promise_date?: string | null;
  readonly index?: number;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** What became of the orders of this run. */
export class Tally {
  errors = 0;
  private readonly outcomes = new Map<string, number>();
  private earliest: string | undefined;
  private latest: string | undefined;
  private orders = 0;
  private readonly begun = performance.now();

  add({ status, promise_date: date, error }: AnswerLine): void {
    this.orders += 1;
    if (error !== undefined) this.errors += 1;
    const outcome = status ?? error?.code ?? 'not understood';
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (typeof date !== 'string') return;
    if (this.earliest === undefined || date < this.earliest) this.earliest = date;
    if (this.latest === undefined || date > this.latest) this.latest = date;
  }

  table(): string {
    const seconds = (performance.now() - this.begun) / 1_000;
    const rows: readonly (readonly [string, string])[] = [
      ['orders', String(this.orders)],
      ...[...this.outcomes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => [`  ${name}`, String(count)] as const),
      ...(this.earliest === undefined
        ? []
        : [['earliest date', this.earliest] as const, ['latest date', this.latest ?? ''] as const]),
      ['seconds', seconds.toFixed(1)],
      ['orders a second', (this.orders / seconds).toFixed(0)],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(10)}\n`).join('');
  }
}
