/** What a measurement asks of the sandbox. */
export class MeasuredSite {
  constructor(private readonly url: string) {}

  /** Codes of the items that an order may name, in order. */
  async orderableItems(): Promise<string[]> {
    const query = new URLSearchParams({
      fields: '["name"]',
      filters: '[["is_stock_item","=",1],["has_variants","=",0],["disabled","=",0]]',
      order_by: 'name asc',
      limit_page_length: '0',
    });
    const { data } = await this.json<{ data: { name: string }[] }>(`/api/resource/Item?${query.toString()}`);
    return data.map(({ name }) => name);
  }

  /** Bins of `count` different items. */
  async bins(count: number): Promise<Record<string, unknown>[]> {
    const query = new URLSearchParams({
      fields: '["*"]',
      filters: '[["warehouse","=","Stores - AP"]]',
      order_by: 'name asc',
      limit_page_length: String(count),
    });
    return (await this.json<{ data: Record<string, unknown>[] }>(`/api/resource/Bin?${query.toString()}`))
      .data;
  }

  async forgetRequests(): Promise<void> {
    await fetch(`${this.url}/sandbox/requests`, { method: 'DELETE' });
  }

  /** Requests since the last `forgetRequests`. */
  async requests(): Promise<number> {
    return (await this.json<{ total: number }>('/sandbox/requests')).total;
  }

  /** Writes rows as they are, beside all documents. */
  async writeRows(rows: Record<string, readonly Record<string, unknown>[]>): Promise<void> {
    await this.json('/sandbox/rows', { method: 'POST', body: JSON.stringify(rows) });
  }

  /** Brings goods in; resolves when ERPNext has committed it. */
  async receive(itemCode: string, warehouse: string, company: string): Promise<void> {
    await this.json('/api/resource/Stock Entry', {
      method: 'POST',
      body: JSON.stringify({
        stock_entry_type: 'Material Receipt',
        company,
        docstatus: 1,
        items: [{ item_code: itemCode, qty: 1, t_warehouse: warehouse }],
      }),
    });
  }

  /** From now on nobody is told of changes. */
  async removeWebhooks(): Promise<void> {
    const { data } = await this.json<{ data: { name: string }[] }>(
      '/api/resource/Webhook?limit_page_length=0',
    );
    for (const { name } of data) {
      await this.json(`/api/resource/Webhook/${encodeURIComponent(name)}`, { method: 'DELETE' });
    }
  }

  private async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      ...init,
      headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
    });
    if (!answer.ok)
      throw new Error(`The sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
