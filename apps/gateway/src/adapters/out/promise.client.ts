import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { promise } from '#libs/contracts';
import { call, type CallLimits, createClient } from '#libs/grpc';

const SERVICE = 'promise service';

/** The promise service, all its instances. Rejects with an OtpError. */
@Injectable()
export class PromiseClient implements OnApplicationShutdown {
  private readonly client: promise.PromiseServiceClient;

  constructor(@Inject(CONFIG) config: Config<'gateway'>) {
    this.client = createClient(promise.PromiseServiceClient, config.PROMISE_ADDRESSES);
  }

  promise(order: promise.PromiseRequest, limits: CallLimits): Promise<promise.PromiseResponse> {
    return call(this.client, SERVICE, promise.PromiseServiceService.promise, order, limits);
  }

  health(limits: CallLimits): Promise<promise.GetHealthResponse> {
    return call(this.client, SERVICE, promise.PromiseServiceService.getHealth, {}, limits);
  }

  /** Only now: requests in flight needed it until the HTTP server had ended. */
  onApplicationShutdown(): void {
    this.client.close();
  }
}
