import type { Limits } from '../../../application/limits.js';
import type { ChangedBin, ChangeSource, PageKey } from '../../../application/sync/change-source.port.js';
import type { ErpnextClient, ListQuery } from './erpnext-client.js';
import { asUnavailable, ErpnextFault, notErpnext } from './erpnext-fault.js';
import { Fields } from './figures.js';
import type { SiteClock } from './site-clock.js';
import { binPage, itemNamePage, itemPage, itemsOfOrders, orderPage } from './sync.queries.js';

/** What changed, from ERPNext's REST API: one request a page. */
export class ErpnextChanges implements ChangeSource {
  constructor(
    private readonly client: ErpnextClient,
    private readonly siteClock: SiteClock,
    /** The site's zone. */
    private readonly zone: () => string,
  ) {}

  siteNow(): number {
    return this.siteClock.now();
  }

  stampAt(siteMs: number): string {
    return this.siteClock.stampAt(siteMs, this.zone());
  }

  items(after: PageKey, rows: number, limits: Limits): Promise<readonly PageKey[]> {
    return this.#list(itemPage(after, rows), limits, keyOf);
  }

  bins(after: PageKey, rows: number, limits: Limits): Promise<readonly ChangedBin[]> {
    return this.#list(binPage(after, rows), limits, (row) => ({
      ...keyOf(row),
      itemCode: row.text('item_code'),
    }));
  }

  orders(after: PageKey, rows: number, limits: Limits): Promise<readonly PageKey[]> {
    return this.#list(orderPage(after, rows), limits, keyOf);
  }

  async itemsOfOrders(names: readonly string[], limits: Limits): Promise<readonly string[]> {
    const codes = await this.#list(itemsOfOrders(names), limits, (row) => row.optionalText('row_item_code'));
    return [...new Set(codes.filter((code) => code !== null))];
  }

  async itemCount(limits: Limits): Promise<number> {
    try {
      const count = await this.client.method(
        'frappe.client.get_count?doctype=Item',
        'the number of Items',
        limits,
      );
      if (typeof count === 'number' && Number.isSafeInteger(count)) return count;
      throw new ErpnextFault('unreadable', notErpnext('a count that is not a number'));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  itemNames(after: string, rows: number, limits: Limits): Promise<readonly string[]> {
    return this.#list(itemNamePage(after, rows), limits, (row) => row.text('name'));
  }

  async #list<T>(query: ListQuery, limits: Limits, parse: (row: Fields) => T): Promise<T[]> {
    try {
      const rows = await this.client.list(query, limits);
      return rows.map((row) => parse(Fields.of(row, (fields) => `${query.doctype} ${fields.text('name')}`)));
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function keyOf(row: Fields): PageKey {
  return { modified: row.text('modified'), name: row.text('name') };
}
