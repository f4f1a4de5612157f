import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '#libs/testing';

/** From the end of one round of calls to the next: some hundred calls a second, as a busy company makes. */
const REST_MS = 50;
const json = { 'content-type': 'application/json' };

/** Everything that customers and ERPNext do with a cluster, over and over, until the signal. */
export class Load {
  private readonly halt = new AbortController();
  private rounds = 0;
  private readonly running: Promise<void>;

  constructor(private readonly cluster: Cluster) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.halt.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.halt.signal.aborted) {
      // What goes wrong shows in the metrics.
      await Promise.allSettled([...this.customers(), this.forger(), this.erpnext()]);
      this.rounds += 1;
      await pause(REST_MS);
    }
  }

  private customers(): Promise<unknown>[] {
    const { item_code } = this.cluster.greeting.order.items[0];
    const order = (code: string, qty: number) =>
      JSON.stringify({ customer: 'C', items: [{ item_code: code, qty }] });
    const bulk = Array.from({ length: 50 }, (_, at) => order(item_code, at + 1)).join('\n');
    return [
      ...Array.from({ length: 8 }, (_, at) => this.call('/otp/promise', order(item_code, at + 1))),
      this.call('/otp/promise', order(item_code, 1_000_000_000)),
      this.call('/otp/promise', order(`UNHEARD-OF-${this.rounds}`, 1)),
      this.call('/otp/promise', order('', -1)),
      this.call('/otp/bulk-promise', bulk, { 'content-type': 'application/x-ndjson' }),
      this.call('/api/items/search?query=BOLT'),
      this.call('/health'),
    ];
  }

  /** Two webhooks that ERPNext has not signed: more would be worth an alert. */
  private async forger(): Promise<void> {
    if (this.rounds < 2) await this.call('/webhooks/erpnext/item-on-update', '{}');
  }

  /** Goods come in: webhooks tell of it, and so does the next run of the synchronisation. */
  private async erpnext(): Promise<void> {
    const { item_code } = this.cluster.greeting.order.items[0];
    await fetch(`${this.cluster.sandboxUrl}/api/resource/Stock Entry`, {
      method: 'POST',
      headers: { ...json, authorization: 'token sandbox:sandbox' },
      body: JSON.stringify({
        ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
        items: [{ item_code, qty: 1, t_warehouse: 'Stores - AP' }],
      }),
      signal: AbortSignal.timeout(5_000),
    });
  }

  private async call(
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = json,
  ): Promise<void> {
    const sent = body === undefined ? {} : { method: 'POST', headers, body };
    await (await fetch(`${this.cluster.url}${path}`, sent)).text();
  }
}
