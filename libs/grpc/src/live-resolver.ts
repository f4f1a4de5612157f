import { experimental, Metadata, status as GrpcStatus } from '@grpc/grpc-js';
import { type Address, AddressWatch, targetOf } from './address-watch.js';

const SCHEME = 'live';
const REFRESH = 'grpc.dns_min_time_between_resolutions_ms';

/** gRPC's own name for all that stands behind the addresses, now and later. */
export function liveTarget(addresses: readonly string[]): string {
  return `${SCHEME}:${addresses.join(',')}`;
}

/** Options of a channel to a live target. */
export function refreshedEvery(refreshMs: number) {
  return { [REFRESH]: refreshMs };
}

/**
 * Tells a channel of gRPC the addresses of a live target whenever there are others. gRPC's own resolver asks only
 * when a connection has ended, so that it would find new instances late.
 */
class LiveResolver implements experimental.Resolver {
  private readonly configured: readonly string[];
  private readonly watch: AddressWatch;
  private told = '';

  constructor(
    target: experimental.GrpcUri,
    private readonly listener: experimental.ResolverListener,
    options: Readonly<Record<string, unknown>>,
  ) {
    this.configured = addressesOf(target);
    this.watch = new AddressWatch(this.configured, Number(options[REFRESH]), () => this.tell());
  }

  /** Also called when a connection has ended; the next look is near. */
  updateResolution(): void {
    this.watch.start();
  }

  destroy(): void {
    this.watch.stop();
    this.told = '';
  }

  private tell(): void {
    const found = this.configured.flatMap((address) => this.watch.meaningOf(address) ?? []);
    const endpoints = [
      ...new Map(found.map((address) => [keyOf(address), { addresses: [address] }])).values(),
    ];
    const isKnown = endpoints.length > 0;
    const now = JSON.stringify(endpoints);
    if (isKnown && now === this.told) return;
    this.told = now;
    this.listener(isKnown ? experimental.statusOrFromValue(endpoints) : this.nobody(), {}, null, '');
  }

  private nobody() {
    return experimental.statusOrFromError<experimental.Endpoint[]>({
      code: GrpcStatus.UNAVAILABLE,
      details: `Nobody is known behind ${this.configured.join(', ')}.`,
      metadata: new Metadata(),
    });
  }

  /** What certificates must name, too. */
  static getDefaultAuthority(target: experimental.GrpcUri): string {
    const [first = ''] = addressesOf(target);
    const { host, port } = targetOf(first);
    return `${host}:${port}`;
  }
}

const addressesOf = ({ path }: experimental.GrpcUri): string[] => path.split(',');
const keyOf = ({ host, port }: Address): string => `${host} ${port}`;

experimental.registerResolver(SCHEME, LiveResolver);
