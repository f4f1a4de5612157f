import { type fault, stock } from '#libs/contracts';
import { call, type ClientVariables, createClient, fromFault } from '#libs/grpc';
import { OtpError } from '#libs/kernel';
import type { Limits } from '../../application/limits.js';
import type {
  ErpnextHealth,
  LiveSupply,
  StockPort,
  VersionedReference,
} from '../../application/supply.port.js';
import type { Fuse } from './fuse.js';

const SERVICE = 'stock service';
const methods = stock.StockServiceService;

/** Supply from the stock service, all its instances. Rejects with an OtpError. */
export class StockClient implements StockPort {
  private readonly client: stock.StockServiceClient;

  constructor(
    config: ClientVariables & { readonly STOCK_ADDRESSES: readonly string[] },
    private readonly fuse: Fuse,
  ) {
    this.client = createClient(stock.StockServiceClient, config.STOCK_ADDRESSES, { config });
  }

  async supplyOf(
    itemCodes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<LiveSupply> {
    const request = { item_codes: [...itemCodes], sales_order_id: salesOrderId };
    const supply = await this.fuse.run(() => call(this.client, SERVICE, methods.getSupply, request, limits));
    return {
      items: supply.items,
      canonicalCodes: new Map(Object.entries(supply.canonical_codes)),
      ownReservations: supply.own_reservations,
      inboundUnreadable: supply.inbound_unreadable ?? null,
      faults: new Map(supply.faults.map((item) => [item.item_code, errorOf(item.fault)])),
      referenceVersion: supply.reference_version,
      asOfMs: supply.as_of_ms,
    };
  }

  async reference(limits: Limits): Promise<VersionedReference> {
    return versionedReference(await call(this.client, SERVICE, methods.getReference, {}, limits));
  }

  async health(limits: Limits): Promise<ErpnextHealth> {
    const { erpnext_connected, problems } = await call(this.client, SERVICE, methods.getHealth, {}, limits);
    return { connected: erpnext_connected, problems };
  }

  close(): void {
    this.client.close();
  }
}

export function versionedReference(reference: stock.GetReferenceResponse): VersionedReference {
  return {
    version: reference.version,
    reference,
    distrust: reference.distrust,
    bundles: reference.bundles,
    bundlesUnreadable: reference.bundles_unreadable ?? null,
    asOfMs: reference.as_of_ms,
  };
}

function errorOf(sent: fault.Fault | null): OtpError {
  const told = sent === null ? undefined : fromFault(sent);
  return (
    told ?? new OtpError('INTERNAL', 'The stock service did not say why supply of an item could not be told.')
  );
}
