import type { OnApplicationShutdown } from '@nestjs/common';
import { stock } from '#libs/contracts';
import { call, createClient } from '#libs/grpc';
import { OtpError } from '#libs/kernel';
import type { Limits } from '../../application/limits.js';
import type {
  OrderSupply,
  SupplyHealth,
  SupplyPort,
  VersionedReference,
} from '../../application/supply.port.js';

const SERVICE = 'stock service';
const methods = stock.StockServiceService;

/** Supply from the stock service, all its instances. Rejects with an OtpError. */
export class StockClient implements SupplyPort, OnApplicationShutdown {
  private readonly client: stock.StockServiceClient;

  constructor(addresses: readonly string[]) {
    this.client = createClient(stock.StockServiceClient, addresses);
  }

  async supplyOf(
    itemCodes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<OrderSupply> {
    const request = { item_codes: [...itemCodes], sales_order_id: salesOrderId };
    const supply = await call(this.client, SERVICE, methods.getSupply, request, limits);
    if (supply.data_source === 'DATA_SOURCE_UNSPECIFIED') {
      throw new OtpError('INTERNAL', 'The stock service did not say where its figures come from.');
    }
    return {
      items: supply.items,
      canonicalCodes: new Map(Object.entries(supply.canonical_codes)),
      ownReservations: supply.own_reservations,
      inboundUnreadable: supply.inbound_unreadable ?? null,
      referenceVersion: supply.reference_version,
      asOfMs: supply.as_of_ms,
      dataSource: supply.data_source,
    };
  }

  async reference(limits: Limits): Promise<VersionedReference> {
    const reference = await call(this.client, SERVICE, methods.getReference, {}, limits);
    return { version: reference.version, reference, distrust: reference.distrust };
  }

  async health(limits: Limits): Promise<SupplyHealth> {
    const { erpnext_connected, problems } = await call(this.client, SERVICE, methods.getHealth, {}, limits);
    return { connected: erpnext_connected, problems };
  }

  /** Only now: calls in flight needed it until the gRPC server had ended. */
  onApplicationShutdown(): void {
    this.client.close();
  }
}
