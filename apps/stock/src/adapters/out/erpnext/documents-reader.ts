import type { DocumentSource } from '../../../application/documents/document-source.port.js';
import type {
  Item,
  KnownItem,
  Page,
  SalesOrderFilter,
  SalesOrderHead,
} from '../../../application/documents/documents.js';
import type { Limits } from '../../../application/limits.js';
import { asReadFault } from './documents-fault.js';
import {
  parseItem,
  parseKnownItem,
  parseSalesOrderHead,
  parseSalesOrderRows,
  parseTotal,
} from './documents.parser.js';
import {
  knownItemQuery,
  orderableItemQuery,
  salesOrderCountQuery,
  salesOrderQuery,
} from './documents.queries.js';
import type { ErpnextClient, ListQuery } from './erpnext-client.js';
import { ErpnextFault } from './erpnext-fault.js';
import { containsPart, findsTooMuch } from './literal-search.js';
import { parseBins } from './supply.parser.js';
import { binQuery } from './supply.queries.js';

/** Rows of one request of a search whose pattern finds too much. */
const SEARCH_PAGE = 1_000;

/** Documents from ERPNext's REST API. */
export class DocumentsReader implements DocumentSource {
  constructor(private readonly client: ErpnextClient) {}

  async salesOrders(
    filter: SalesOrderFilter,
    { limit, offset }: Page,
    limits: Limits,
  ): Promise<{ readonly orders: readonly SalesOrderHead[]; readonly total: number }> {
    const { search } = filter;
    if (search === null || !findsTooMuch(search)) {
      const [rows, [count]] = await Promise.all([
        this.#list(salesOrderQuery(filter, limit, offset), limits),
        this.#list(salesOrderCountQuery(filter), limits),
      ]);
      return { orders: rows.map(parseSalesOrderHead), total: parseTotal(count) };
    }
    const orders: SalesOrderHead[] = [];
    let total = 0;
    const pages = this.#pages((start) => salesOrderQuery(filter, SEARCH_PAGE, start), limits);
    for await (const rows of pages) {
      for (const order of rows.map(parseSalesOrderHead)) {
        const { name, customer, customer_name } = order;
        if (![name, customer, customer_name ?? ''].some((text) => containsPart(text, search))) continue;
        if (total >= offset && orders.length < limit) orders.push(order);
        total += 1;
      }
    }
    return { orders, total };
  }

  async salesOrder(id: string, limits: Limits) {
    const name = id.trim();
    // These would name another path than a document's, and no document can have them.
    if (name === '' || name === '.' || name === '..') return null;
    try {
      const document = await this.client.document('Sales Order', name, limits);
      return { head: parseSalesOrderHead(document), rows: parseSalesOrderRows(document) };
    } catch (error) {
      if (error instanceof ErpnextFault && error.kind === 'missing') return null;
      throw asReadFault(error);
    }
  }

  async items(search: string | null, limit: number, limits: Limits): Promise<readonly Item[]> {
    if (search === null || !findsTooMuch(search))
      return (await this.#list(orderableItemQuery(search, limit, 0), limits)).map(parseItem);
    const items: Item[] = [];
    for await (const rows of this.#pages((start) => orderableItemQuery(search, SEARCH_PAGE, start), limits)) {
      const found = rows
        .map(parseItem)
        .filter(
          ({ item_code, item_name }) => containsPart(item_code, search) || containsPart(item_name, search),
        );
      items.push(...found.slice(0, limit - items.length));
      if (items.length === limit) break;
    }
    return items;
  }

  async itemsOf(codes: readonly string[], limits: Limits): Promise<readonly KnownItem[]> {
    return (await this.#list(knownItemQuery(codes), limits)).map(parseKnownItem);
  }

  async binsOf(codes: readonly string[], limits: Limits) {
    const { parsed, faults } = parseBins(await this.#list(binQuery(codes), limits));
    for (const fault of faults.values()) throw fault;
    return parsed;
  }

  async *#pages(
    query: (start: number) => ListQuery,
    limits: Limits,
  ): AsyncGenerator<readonly unknown[], void, undefined> {
    for (let start = 0; ; start += SEARCH_PAGE) {
      const rows = await this.#list(query(start), limits);
      yield rows;
      if (rows.length < SEARCH_PAGE) return;
    }
  }

  /** Apart from the reads that promises depend on, so that neither's trouble stops the other. */
  async #list(query: ListQuery, limits: Limits): Promise<readonly unknown[]> {
    try {
      return await this.client.list(query, limits, 'documents');
    } catch (error) {
      throw asReadFault(error);
    }
  }
}
