/** Which build something runs from. */
export type Build = 'old' | 'new';
export type Service = 'gateway' | 'promise' | 'stock';

/** What each service runs from, and what the replica was written by. */
export type Mix = Readonly<Record<Service | 'replica', Build>>;

/** All processes of one service are replaced, one after the other. */
export interface Stage {
  readonly what: string;
  readonly service: Service;
  readonly to: Build;
  /** What runs when it is through. */
  readonly mix: Mix;
}

export const allOld: Mix = { gateway: 'old', promise: 'old', stock: 'old', replica: 'old' };

/**
 * Services are replaced in the order of a request, upwards and then back. Whoever talks to each other does so in
 * all four mixes of two builds: gateway and promise, promise and stock, gateway and stock, and reader and writer
 * of the replica, which is written anew by each build of the stock service.
 */
export function stages(): Stage[] {
  const found: Stage[] = [];
  let mix = allOld;
  for (const to of ['new', 'old'] as const) {
    for (const service of ['gateway', 'promise', 'stock'] as const) {
      mix = { ...mix, [service]: to, ...(service === 'stock' ? { replica: to } : {}) };
      found.push({ what: `${service} ${to === 'new' ? 'up' : 'back'}`, service, to, mix });
    }
  }
  return found;
}
