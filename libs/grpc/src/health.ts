import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Server,
  type ServerWritableStream,
  status as GrpcStatus,
} from '@grpc/grpc-js';
import { health } from '#libs/contracts';

type Watcher = ServerWritableStream<health.HealthCheckRequest, health.HealthCheckResponse>;

/**
 * Answers the health checks that gRPC has agreed on, for the process as a whole and for each of its services:
 * serving, until it drains.
 */
export class GrpcHealth {
  private readonly services: ReadonlySet<string>;
  private readonly watchers = new Set<Watcher>();
  private isDraining = false;

  constructor(services: readonly string[]) {
    this.services = new Set(['', ...services]);
  }

  addTo(server: Pick<Server, 'addService'>): void {
    server.addService(health.HealthService, { check: this.check, watch: this.watch });
  }

  /** Tells those who watch that callers should go elsewhere; calls that come all the same are answered. */
  drain(): void {
    this.isDraining = true;
    for (const watcher of this.watchers) {
      watcher.write(this.state);
      watcher.end();
    }
  }

  private get state(): health.HealthCheckResponse {
    return { status: this.isDraining ? 'NOT_SERVING' : 'SERVING' };
  }

  private readonly check: handleUnaryCall<health.HealthCheckRequest, health.HealthCheckResponse> = (
    { request: { service } },
    reply,
  ) => {
    if (this.services.has(service)) reply(null, this.state);
    else reply({ code: GrpcStatus.NOT_FOUND, details: `${service} is no service of this process.` });
  };

  private readonly watch: handleServerStreamingCall<health.HealthCheckRequest, health.HealthCheckResponse> = (
    watcher,
  ) => {
    if (!this.services.has(watcher.request.service)) {
      watcher.write({ status: 'SERVICE_UNKNOWN' });
      return;
    }
    watcher.write(this.state);
    this.watchers.add(watcher);
    watcher.once('cancelled', () => this.watchers.delete(watcher));
  };
}
