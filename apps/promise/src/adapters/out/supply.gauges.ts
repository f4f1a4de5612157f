import { Gauge } from 'prom-client';
import { metrics } from '#libs/observability';

/** What is asked when metrics are collected. */
export interface SupplyFigures {
  /** Items that wait for a read, by where it goes. */
  waiting(): Readonly<Record<'redis' | 'erpnext', number>>;
  /** Circuit breakers by what they stand in front of: 0 closed, 1 open, 2 half-open. */
  fuses(): ReadonlyMap<string, number>;
  /** Up to when the replica shows what ERPNext knew, in milliseconds since 1970; 0: not known. */
  coveredUntilMs(): number;
}

/** Shows where the supply of orders stands; once in a process. */
export function showSupply(figures: SupplyFigures): void {
  const registers = [metrics];
  new Gauge({
    name: 'otp_supply_items_waiting',
    help: 'Items that wait for a read from Redis or, through the stock service, from ERPNext.',
    labelNames: ['from'],
    registers,
    collect() {
      for (const [from, count] of Object.entries(figures.waiting())) this.set({ from }, count);
    },
  });
  new Gauge({
    name: 'otp_fuse_state',
    help: 'Circuit breaker to the stock service or the replica: 0 closed, 1 open, 2 half-open.',
    labelNames: ['to'],
    registers,
    collect() {
      for (const [to, state] of figures.fuses()) this.set({ to }, state);
    },
  });
  new Gauge({
    name: 'otp_supply_replica_age_seconds',
    help: 'How far the replica is behind ERPNext, as this instance hears of it; nothing before it has heard.',
    registers,
    collect() {
      const covered = figures.coveredUntilMs();
      if (covered > 0) this.set((Date.now() - covered) / 1_000);
      // 0 would be a good age.
      else this.remove();
    },
  });
}
