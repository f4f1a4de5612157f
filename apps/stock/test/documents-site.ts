import { systemClock } from '#libs/kernel';
import { markerOfPromise, markerOfSuggestion } from '../src/adapters/in/documents-marker.js';
import { DocumentsReader } from '../src/adapters/out/erpnext/documents-reader.js';
import { DocumentsWriter } from '../src/adapters/out/erpnext/documents-writer.js';
import { ErpnextReference } from '../src/adapters/out/erpnext/erpnext-reference.js';
import { ApplyPromise } from '../src/application/documents/apply-promise.js';
import { InTurn } from '../src/application/documents/in-turn.js';
import { type ShortItem, SuggestProcurement } from '../src/application/documents/suggest-procurement.js';
import { KeepReference } from '../src/application/keep-reference.js';
import { connect, limits } from './erpnext.js';
import type { Sandbox } from './sandbox.js';
import { type Answer, type SeenRequest, SiteDouble } from './site-double.js';

/** What becomes of a request on its way to the sandbox; nothing said: it arrives, and so does its answer. */
export type Mishap = (
  request: SeenRequest,
) => 'lost answer' | 'broken' | (() => Promise<unknown>) | undefined;

/** The way to a sandbox, on which mishaps can be arranged. */
export class DocumentsSite {
  mishap: Mishap = () => undefined;
  readonly #closing: (() => Promise<void>)[] = [];

  static async before(sandbox: Sandbox): Promise<DocumentsSite> {
    const site: DocumentsSite = new DocumentsSite(
      sandbox,
      await SiteDouble.start(async (request, response) => {
        const mishap = site.mishap(request);
        if (typeof mishap === 'function') await mishap();
        const answer = mishap === 'broken' ? undefined : await site.#forward(request);
        if (mishap !== 'lost answer' && answer !== undefined) return answer;
        response.destroy();
        return undefined;
      }),
    );
    return site;
  }

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly double: SiteDouble,
  ) {}

  /** Requests that change something, as they were seen on the way. */
  get writes(): readonly SeenRequest[] {
    return this.double.requests.filter(
      ({ method, path }) => method === 'PUT' || (method === 'POST' && !path.endsWith('get_list')),
    );
  }

  /** Write-back as the stock service does it, by the user of `token`. */
  async writeBack(token = 'sandbox:sandbox', warehouse = 'Stores - AP', timeoutMs = 5_000) {
    const { client, connections, siteClock } = connect(this.double.url, { token, timeoutMs });
    // Warehouses are read as somebody who may, past all mishaps.
    const aside = connect(this.sandbox.url, { token: 'admin:admin' });
    this.#closing.push(
      () => connections.close(),
      () => aside.connections.close(),
    );
    const source = new ErpnextReference(aside.client, siteClock, systemClock);
    const kept = new KeepReference(source, systemClock, { oldestMs: 900_000 });
    await kept.read(limits());
    const writer = new DocumentsWriter(client, 'https://erp.example.com/site');
    const turns = new InTurn(100);
    const reader = new DocumentsReader(client);
    const flow = { turns, clock: systemClock };
    const suggestions = new SuggestProcurement(reader, writer, kept, flow, { warehouse, classes: {} });
    const promises = new ApplyPromise(writer, turns);
    return {
      apply: (sales_order_id: string, more: PromiseDetails = {}, ms = 5_000) => {
        const request = {
          ...{ sales_order_id, promise_date: '2030-02-01', confidence: 'HIGH' },
          ...{ add_comment: true, set_custom_field: true, comment_text: null, ...more },
        };
        return promises.apply({ ...request, marker: markerOfPromise(request) }, limits(ms));
      },
      suggest: (items: ShortItem[], type: 'material_request' | 'task' = 'material_request', ms = 5_000) => {
        const request = { items, suggestion_type: type, priority: 'HIGH' } as const;
        const marker = markerOfSuggestion(request);
        return suggestions.suggest({ items, type, priority: 'HIGH', marker }, limits(ms));
      },
    };
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
    await this.double.close();
  }

  async #forward({ method, path, headers, body }: SeenRequest): Promise<Answer | undefined> {
    const { authorization = '' } = headers;
    const answer = await fetch(this.sandbox.url + path, {
      method,
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  }
}

interface PromiseDetails {
  readonly promise_date?: string;
  readonly confidence?: string;
  readonly add_comment?: boolean;
  readonly set_custom_field?: boolean;
  readonly comment_text?: string;
  readonly idempotency_marker?: string;
}
