import { createHash } from 'node:crypto';
import type { MethodDefinition } from '@grpc/grpc-js';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { documents } from '#libs/contracts';
import { call, type CallLimits, createClient, LiveInstances } from '#libs/grpc';
import { OtpError, steadyClock, timeOfDay } from '#libs/kernel';

const SERVICE = 'stock service';
const methods = documents.DocumentServiceService;
/** How long an instance may take to be connected to before a write goes to another one. */
const CONNECTING_MS = 500;

/**
 * Documents of ERPNext, from all instances of the stock service. Rejects with an OtpError. Writes to one
 * subject go to the same instance from every gateway, where they wait for one another; to another one only
 * while that can't be connected to, never because a call was lost: it may have been done.
 */
@Injectable()
export class DocumentsClient implements OnApplicationShutdown {
  private readonly any: documents.DocumentServiceClient;
  private readonly instances: LiveInstances<documents.DocumentServiceClient>;

  constructor(@Inject(CONFIG) config: Config<'gateway'>) {
    const addresses = config.STOCK_ADDRESSES;
    this.any = createClient(documents.DocumentServiceClient, addresses, { config });
    this.instances = new LiveInstances(addresses, {
      open: (address, serverName) =>
        createClient(documents.DocumentServiceClient, [address], { repeats: false, config, serverName }),
      refreshMs: config.GRPC_DNS_REFRESH_MS,
    });
  }

  salesOrders(request: documents.ListSalesOrdersRequest, limits: CallLimits) {
    return call(this.any, SERVICE, methods.listSalesOrders, request, limits);
  }

  salesOrder(request: documents.GetSalesOrderRequest, limits: CallLimits) {
    return call(this.any, SERVICE, methods.getSalesOrder, request, limits);
  }

  items(request: documents.ListItemsRequest, limits: CallLimits) {
    return call(this.any, SERVICE, methods.listItems, request, limits);
  }

  item(request: documents.GetItemRequest, limits: CallLimits) {
    return call(this.any, SERVICE, methods.getItem, request, limits);
  }

  itemStock(request: documents.GetItemStockRequest, limits: CallLimits) {
    return call(this.any, SERVICE, methods.getItemStock, request, limits);
  }

  warehouses(limits: CallLimits) {
    return call(this.any, SERVICE, methods.listWarehouses, {}, limits);
  }

  apply(request: documents.ApplyPromiseRequest, limits: CallLimits) {
    const subject = request.sales_order_id.trim().toLowerCase();
    return this.write(subject, methods.applyPromise, request, limits);
  }

  suggest(request: documents.SuggestProcurementRequest, limits: CallLimits) {
    return this.write(JSON.stringify(request), methods.suggestProcurement, request, limits);
  }

  /** Only now: requests in flight needed them until the HTTP server had ended. */
  onApplicationShutdown(): void {
    this.any.close();
    this.instances.close();
  }

  private async write<Request, Response>(
    subject: string,
    method: MethodDefinition<Request, Response>,
    request: Request,
    limits: CallLimits,
  ): Promise<Response> {
    for (const client of this.inOrderFor(subject)) {
      if (await isConnected(client, limits)) return call(client, SERVICE, method, request, limits);
    }
    throw new OtpError('UNAVAILABLE', `The ${SERVICE} is not reachable. Nothing was written.`);
  }

  /** The same for every gateway; when one instance is gone, only its own subjects move (rendezvous hashing). */
  private inOrderFor(subject: string): documents.DocumentServiceClient[] {
    const weight = (address: string): string =>
      createHash('sha256')
        .update(JSON.stringify([address, subject]))
        .digest('hex');
    return [...this.instances.all]
      .map(([address, client]) => ({ weight: weight(address), client }))
      .sort((a, b) => (a.weight < b.weight ? -1 : 1))
      .map(({ client }) => client);
  }
}

function isConnected(client: documents.DocumentServiceClient, { deadline }: CallLimits): Promise<boolean> {
  return new Promise((resolve) => {
    client.waitForReady(timeOfDay(Math.min(deadline, steadyClock.now() + CONNECTING_MS)), (error) =>
      resolve(error === undefined),
    );
  });
}
