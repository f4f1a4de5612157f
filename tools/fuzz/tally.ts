import type { Outcome } from './attempt.js';

interface Row {
  sent: number;
  readonly labels: Map<string, number>;
}

interface Fault {
  readonly text: string;
  count: number;
}

/** Different faults that are kept with what brought them. */
const MOST_FAULTS = 20;

/** What became of all requests, by kind. */
export class Tally {
  sent = 0;
  readonly rows = new Map<string, Row>();
  /** By kind and fault. */
  readonly faults = new Map<string, Fault>();

  add(kind: string, attempt: number, { label, fault, sent }: Outcome): void {
    const row = this.rows.get(kind) ?? { sent: 0, labels: new Map<string, number>() };
    this.rows.set(kind, row);
    this.sent += 1;
    row.sent += 1;
    row.labels.set(label, (row.labels.get(label) ?? 0) + 1);
    if (fault !== undefined) this.addFault(`${kind}: ${fault}`, `attempt ${attempt}, ${sent}`);
  }

  addFault(what: string, example: string): void {
    const known = this.faults.get(what);
    if (known !== undefined) known.count += 1;
    else if (this.faults.size < MOST_FAULTS)
      this.faults.set(what, { text: `${what}\n    ${example}`, count: 1 });
  }

  /** A line a kind: requests, and how often each status came. */
  table(): string[] {
    const rows = [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return rows.map(([kind, { sent, labels }]) => {
      const counts = [...labels].sort(([, a], [, b]) => b - a).map(([label, count]) => `${label}: ${count}`);
      return `${kind.padEnd(26)} ${String(sent).padStart(9)}  ${counts.join('  ')}`;
    });
  }
}
