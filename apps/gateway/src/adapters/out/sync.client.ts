import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { stock } from '#libs/contracts';
import { call, type CallLimits, createClient } from '#libs/grpc';

/** What the stock services tell about their replica of ERPNext. Rejects with an OtpError. */
@Injectable()
export class SyncClient implements OnApplicationShutdown {
  private readonly client: stock.StockServiceClient;

  constructor(@Inject(CONFIG) config: Config<'gateway'>) {
    this.client = createClient(stock.StockServiceClient, config.STOCK_ADDRESSES, { config });
  }

  sync(limits: CallLimits): Promise<stock.GetSyncResponse> {
    return call(this.client, 'stock service', stock.StockServiceService.getSync, {}, limits);
  }

  onApplicationShutdown(): void {
    this.client.close();
  }
}
