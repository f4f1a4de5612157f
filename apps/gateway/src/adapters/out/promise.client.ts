import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { promise } from '#libs/contracts';
import { call, type CallLimits, createClient, LiveInstances } from '#libs/grpc';
import { showOrders } from './order.metrics.js';
import { PromiseBatcher } from './promise-batcher.js';
import { PromiseInstance, SERVICE } from './promise-instance.js';
import { type Lane, WaitingOrder } from './waiting-order.js';

/** Longer than a service takes to begin a batch under full load, shorter than anybody notices. */
const PATIENCE_MS = 20;

/** The promise service, all its instances. Rejects with an OtpError. */
@Injectable()
export class PromiseClient implements OnApplicationShutdown {
  private readonly anyInstance: promise.PromiseServiceClient;
  private readonly instances: LiveInstances<PromiseInstance>;
  private readonly batcher: PromiseBatcher;

  constructor(@Inject(CONFIG) config: Config<'gateway'>) {
    this.anyInstance = createClient(promise.PromiseServiceClient, config.PROMISE_ADDRESSES, {
      config,
    });
    this.instances = new LiveInstances(config.PROMISE_ADDRESSES, {
      open: (address, serverName) => new PromiseInstance(address, { config, serverName }),
      changed: () => this.batcher.instancesChanged(),
      refreshMs: config.GRPC_DNS_REFRESH_MS,
    });
    this.batcher = new PromiseBatcher(this.instances.all, {
      orders: config.PROMISE_BATCH_ORDERS,
      bytes: config.PROMISE_BATCH_BYTES,
      outstanding: config.PROMISE_OUTSTANDING_ORDERS,
      patienceMs: PATIENCE_MS,
      waiting: config.PROMISE_WAITING_ORDERS,
    });
    showOrders(() => this.batcher.open);
  }

  /** The promise as JSON in UTF-8, to be passed on as it is. */
  promise(order: promise.PromiseRequest, limits: CallLimits, lane: Lane = 'single'): Promise<Uint8Array> {
    const waiting = new WaitingOrder(order, lane, limits);
    this.batcher.add(waiting);
    return waiting.answer;
  }

  /** When one instance has been reached, or at `deadline` (by the steady clock) whatever has. */
  async connected(deadline: number): Promise<void> {
    const all = [...this.instances.all.values()].map((instance) => instance.connected(deadline));
    await Promise.any(all).catch(() => undefined);
  }

  health(limits: CallLimits): Promise<promise.GetHealthResponse> {
    return call(this.anyInstance, SERVICE, promise.PromiseServiceService.getHealth, {}, limits);
  }

  /** Only now: requests in flight needed it until the HTTP server had ended. */
  onApplicationShutdown(): void {
    this.anyInstance.close();
    this.instances.close();
  }
}
