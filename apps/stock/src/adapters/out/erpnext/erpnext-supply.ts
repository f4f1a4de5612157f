import { OtpError } from '#libs/kernel';
import type { Limits } from '../../../application/limits.js';
import type {
  MastersRead,
  Reading,
  ReadingRequest,
  SalesOrder,
  SupplySource,
} from '../../../application/supply-source.port.js';
import type { ErpnextClient } from './erpnext-client.js';
import { asUnavailable, ErpnextFault } from './erpnext-fault.js';
import type { SiteClock } from './site-clock.js';
import { parseBins, parseInbound, parseItems, parseSalesOrder } from './supply.parser.js';
import { binQuery, itemQuery, purchaseOrderQuery } from './supply.queries.js';

const LONGEST_NAME = 140;

/** Supply from ERPNext's REST API: one request a kind of document, whatever the number of items. */
export class ErpnextSupply implements SupplySource {
  constructor(
    private readonly client: ErpnextClient,
    private readonly siteClock: SiteClock,
  ) {}

  ready(): void {
    try {
      this.client.mustBeOpenTo('items', 'stock');
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  stampOfNow(zone: string): string {
    return this.siteClock.stampOfNow(zone);
  }

  async itemsOf(itemCodes: readonly string[], limits: Limits): Promise<MastersRead> {
    try {
      return parseItems(await this.client.list(itemQuery(itemCodes), limits));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  async read({ itemCodes, salesOrderId, since }: ReadingRequest, limits: Limits): Promise<Reading> {
    try {
      const [bins, inbound, salesOrder] = await Promise.all([
        this.client.list(binQuery(itemCodes), limits),
        this.#inbound(itemCodes, since, limits),
        salesOrderId === null ? null : this.#salesOrder(salesOrderId, limits),
      ]);
      const { parsed, faults } = parseBins(bins);
      return { bins: parsed, ...inbound, salesOrder, faults: new Map([...inbound.faults, ...faults]) };
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** Stock may cover an order without purchase orders, so that they can't be read is told, not thrown. */
  async #inbound(
    itemCodes: readonly string[],
    since: string,
    limits: Limits,
  ): Promise<Pick<Reading, 'inbound' | 'inboundUnreadable' | 'faults'>> {
    try {
      const rows = await this.client.list(purchaseOrderQuery(itemCodes, since), limits);
      const { parsed, faults } = parseInbound(rows);
      return { inbound: parsed, inboundUnreadable: null, faults };
    } catch (error) {
      if (!(error instanceof ErpnextFault)) throw error;
      return { inbound: [], inboundUnreadable: error.sentence, faults: new Map() };
    }
  }

  async #salesOrder(id: string, limits: Limits): Promise<SalesOrder> {
    const name = id.trim();
    // These would name another path than a document's, and no document can have them.
    if (name === '' || name === '.' || name === '..' || name.length > LONGEST_NAME) throw unknown(id);
    try {
      return parseSalesOrder(await this.client.document('Sales Order', name, limits));
    } catch (error) {
      if (!(error instanceof ErpnextFault)) throw error;
      if (error.kind === 'missing') throw unknown(id);
      if (error.kind === 'forbidden' || error.kind === 'refused')
        throw new OtpError('ERPNEXT_ERROR', error.sentence, { cause: error });
      throw error;
    }
  }
}

function unknown(id: string): OtpError {
  return new OtpError(
    'SALES_ORDER_UNKNOWN',
    `ERPNext has no Sales Order ${id.length > LONGEST_NAME ? `${id.slice(0, 40)}…` : id}.`,
  );
}
