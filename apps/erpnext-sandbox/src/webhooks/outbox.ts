import { type Database } from '../database/database.js';
import { toJson, type Doc } from '../documents/doc.js';
import { renderTemplate } from './template.js';

type DocEvent = 'after_insert' | 'on_update' | 'on_submit' | 'on_cancel' | 'on_change' | 'on_trash';

export interface Delivery {
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** Signs the body; absent: unsigned. */
  readonly secret?: string;
}

/** Collects what webhooks must say while a transaction runs, and hands it on once that is committed. */
export class Outbox {
  private pending: Delivery[] = [];
  private hooks: Map<string, Hook[]> | undefined;

  constructor(
    private readonly database: Database,
    private readonly send: (deliveries: Delivery[]) => void,
  ) {}

  /** Everything in it or nothing; a transaction inside another is a part of that one. */
  transaction<T>(work: () => T): T {
    const before = this.pending.length;
    try {
      const result = this.database.transaction(work);
      if (!this.database.inTransaction) this.send(this.pending.splice(0));
      return result;
    } catch (error) {
      this.pending.length = before;
      throw error;
    }
  }

  emit(doc: Doc, ...events: DocEvent[]): void {
    if (doc.doctype.name === 'Webhook') this.hooks = undefined;
    for (const event of events) {
      for (const hook of this.hooksFor(`${doc.doctype.name}:${event}`)) {
        const body = renderTemplate(hook.template, toJson(doc));
        this.pending.push({ ...hook.delivery, body });
      }
    }
  }

  /** Webhooks may have come or gone by another way than a document. */
  forget(): void {
    this.hooks = undefined;
  }

  private hooksFor(key: string): readonly Hook[] {
    this.hooks ??= this.read();
    return this.hooks.get(key) ?? [];
  }

  private read(): Map<string, Hook[]> {
    const hooks = new Map<string, Hook[]>();
    for (const row of this.database.rows('SELECT * FROM tabWebhook WHERE enabled = 1 ORDER BY name')) {
      const headers = this.database
        .rows('SELECT key, value FROM "tabWebhook Header" WHERE parent = ? ORDER BY idx', row['name'] ?? null)
        .map((header) => [String(header['key']), String(header['value'])] as const);
      const key = `${row['webhook_doctype']}:${row['webhook_docevent']}`;
      const secret = row['enable_security'] === 1 ? { secret: String(row['webhook_secret'] ?? '') } : {};
      const hook = {
        template: String(row['webhook_json'] ?? ''),
        delivery: { url: String(row['request_url']), headers, ...secret },
      };
      hooks.set(key, [...(hooks.get(key) ?? []), hook]);
    }
    return hooks;
  }
}

interface Hook {
  readonly template: string;
  readonly delivery: Omit<Delivery, 'body'>;
}
