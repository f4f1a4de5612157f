import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** A host and its port behind a configured address. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A configured address, and which DNS server to ask when it is not the system's. */
interface Target extends Address {
  readonly server: string | undefined;
}

const FORM = /^(?:dns:\/\/([^/]+)\/)?(?:\[([^\]]+)\]|([^:/]+)):(\d+)$/;

/** Reads host:port, [IPv6]:port or dns://server:port/host:port. Throws on everything else. */
export function targetOf(configured: string): Target {
  const [, server, bracketed, host = bracketed, port] = FORM.exec(configured) ?? [];
  if (host === undefined) throw new Error(`${configured} is not host:port.`);
  return { server, host, port: Number(port) };
}

/**
 * Follows what configured addresses mean. Names are looked up again and again; while one can't be resolved, what
 * it meant before stays: a DNS server that is away, or knows nobody at the moment, is no reason to leave those
 * that we know.
 */
export class AddressWatch {
  private readonly targets: ReadonlyMap<string, Target>;
  private readonly meanings = new Map<string, readonly Address[]>();
  private readonly needsLooking: boolean;
  /** Another one each time that it is started, so that a look from before knows that it is. */
  private run: symbol | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `looked` is told after every look, never from within `start`. */
  constructor(
    configured: readonly string[],
    private readonly refreshMs: number,
    private readonly looked: () => void,
  ) {
    this.targets = new Map(configured.map((address) => [address, targetOf(address)]));
    this.needsLooking = [...this.targets.values()].some(({ host }) => isIP(host) === 0);
  }

  /** Of one of the configured addresses; undefined while nobody knows. */
  meaningOf(configured: string): readonly Address[] | undefined {
    return this.meanings.get(configured);
  }

  start(): void {
    if (this.run !== undefined) return;
    this.run = Symbol('run');
    void this.look(this.run);
  }

  stop(): void {
    this.run = undefined;
    clearTimeout(this.timer);
  }

  private async look(run: symbol): Promise<void> {
    await Promise.all(
      [...this.targets].map(async ([configured, target]) => {
        const hosts = await hostsOf(target).catch(() => []);
        if (hosts.length === 0) return;
        this.meanings.set(
          configured,
          hosts.map((host) => ({ host, port: target.port })),
        );
      }),
    );
    if (run !== this.run) return;
    this.looked();
    if (this.needsLooking) this.timer = setTimeout(() => void this.look(run), this.refreshMs).unref();
  }
}

/** A service of both families has each instance twice: IPv4 goes first. */
async function hostsOf({ server, host }: Target): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  if (server !== undefined) {
    const resolver = new Resolver({ timeout: 1_000, tries: 2 });
    resolver.setServers([server]);
    return resolver.resolve4(host).catch(() => resolver.resolve6(host));
  }
  const found = await lookup(host, { all: true });
  const first = found.filter(({ family }) => family === 4);
  return (first.length > 0 ? first : found).map(({ address }) => address);
}
