import { type Database, tableOf } from '../database/database.js';
import { type Doc, text } from './doc.js';

/** Gives documents their names, as frappe's series and hashes do. */
export class Naming {
  private readonly counters = new Map<string, number>();
  private lastHash = 0;

  constructor(private readonly database: Database) {}

  /** Ten characters; later names sort after earlier ones. */
  hash(): string {
    this.lastHash = Math.max(Date.now() * 256, this.lastHash + 1);
    return this.lastHash.toString(32).padStart(10, '0').slice(-10);
  }

  /** `today` decides the year of a series. */
  nameFor(doc: Doc, today: string): string {
    const { naming } = doc.doctype;
    if (naming === 'hash') return this.hash();
    if (naming.startsWith('field:')) return text(doc, naming.slice('field:'.length)).trim();
    if (naming === 'custom-field') return `${text(doc, 'dt')}-${text(doc, 'fieldname')}`;
    if (naming === 'warehouse')
      return `${text(doc, 'warehouse_name').trim()} - ${this.abbreviation(text(doc, 'company'))}`;
    return this.next(doc.doctype.name, naming.replace('.YYYY.', today.slice(0, 4)));
  }

  private next(doctype: string, prefix: string): string {
    const number = (this.counters.get(prefix) ?? this.highest(doctype, prefix)) + 1;
    this.counters.set(prefix, number);
    return `${prefix}${String(number).padStart(5, '0')}`;
  }

  private highest(doctype: string, prefix: string): number {
    const row = this.database.row(
      `SELECT MAX(CAST(SUBSTR(name, ?) AS INTEGER)) AS n FROM ${tableOf(doctype)} WHERE name >= ? AND name < ?`,
      prefix.length + 1,
      prefix,
      `${prefix}~`,
    );
    return Number(row?.['n'] ?? 0);
  }

  private abbreviation(company: string): string {
    return String(this.database.row('SELECT abbr FROM "tabCompany" WHERE name = ?', company)?.['abbr'] ?? '');
  }
}
