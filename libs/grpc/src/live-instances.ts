import { isIPv6 } from 'node:net';
import { type Address, AddressWatch, targetOf } from './address-watch.js';

/** What is kept open to one address. */
interface Closable {
  /** Takes nothing more; what is under way ends by itself. */
  close(): void;
}

interface LiveInstancesOptions<I> {
  /** `serverName` is what the other side must show a certificate of: the configured host. */
  readonly open: (address: string, serverName: string) => I;
  /** Told when there are others. */
  readonly changed?: () => void;
  readonly refreshMs: number;
}

/**
 * One instance for each address (host:port) that stands behind the configured ones, for a caller that chooses
 * between them: what is new is opened, what has vanished is closed. As long as a name could never be resolved, it
 * stands for itself.
 */
export class LiveInstances<I extends Closable> {
  private readonly byAddress = new Map<string, I>();
  private readonly watch: AddressWatch;

  constructor(
    private readonly configured: readonly string[],
    private readonly options: LiveInstancesOptions<I>,
  ) {
    this.watch = new AddressWatch(configured, options.refreshMs, () => {
      if (this.update()) options.changed?.();
    });
    this.update();
    this.watch.start();
  }

  /** By address; the same map for ever. */
  get all(): ReadonlyMap<string, I> {
    return this.byAddress;
  }

  close(): void {
    this.watch.stop();
    for (const instance of this.byAddress.values()) instance.close();
  }

  /** Whether there are others now. */
  private update(): boolean {
    const wanted = this.wanted();
    const gone = [...this.byAddress].filter(([address]) => !wanted.has(address));
    const fresh = [...wanted].filter(([address]) => !this.byAddress.has(address));
    for (const [address, serverName] of fresh) {
      this.byAddress.set(address, this.options.open(address, serverName));
    }
    for (const [address, instance] of gone) {
      this.byAddress.delete(address);
      instance.close();
    }
    return gone.length + fresh.length > 0;
  }

  /** Address → name of its server. */
  private wanted(): Map<string, string> {
    const wanted = new Map<string, string>();
    for (const configured of this.configured) {
      const addresses = this.watch.meaningOf(configured)?.map(textOf) ?? [configured];
      for (const address of addresses) wanted.set(address, targetOf(configured).host);
    }
    return wanted;
  }
}

const textOf = ({ host, port }: Address): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;
