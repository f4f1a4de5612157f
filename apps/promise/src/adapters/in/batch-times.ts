import type { Span } from '#libs/observability';

const parts = ['readRequest', 'calculate', 'writePromise'] as const;
type Part = (typeof parts)[number];

/**
 * Where the time of one batch goes. What its orders take is too short and too often for spans of their own: it is
 * added up, and told as one span a part whenever answers go out.
 */
export class BatchTimes {
  private readonly spent: Record<Part, number> = { readRequest: 0, calculate: 0, writePromise: 0 };
  private lines = 0;
  private orders = 0;
  /** When the work that is not told yet began; 0: there is none. */
  private from = 0;
  private mark = 0;

  /** `now`: microseconds since 1970, on the clock of the span. */
  constructor(
    private readonly span: Span<'servePromise'>,
    private readonly now: () => number,
  ) {}

  /** What follows up to the next lap is work on one order. */
  begin(): void {
    this.mark = this.now();
    if (this.from === 0) this.from = this.mark;
  }

  lap(part: Part): void {
    const now = this.now();
    this.spent[part] += now - this.mark;
    this.mark = now;
  }

  /** An order of so many lines has been calculated, or waits for its supply. */
  took(lines: number): void {
    this.orders += 1;
    this.lines += lines;
  }

  /** Tells what has come together, one part behind the other. */
  tell(): void {
    let at = this.from;
    for (const part of parts) {
      const spent = this.spent[part];
      if (spent === 0) continue;
      const span = this.span.begin(part, at);
      if (this.orders > 0) span.set('otp.batch.size', this.orders);
      if (part === 'calculate') (span as Span<'calculate'>).set('otp.order.lines', this.lines);
      at += spent;
      span.end(at);
      this.spent[part] = 0;
    }
    this.from = 0;
    this.orders = 0;
    this.lines = 0;
  }

  end(): void {
    this.tell();
    this.span.end();
  }
}
