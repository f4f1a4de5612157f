import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { metrics } from '#libs/observability';
import type { SupplyWatch } from '../../application/supply-watch.port.js';
import { shedItems } from '../shed.metrics.js';

type Layer = 'l1' | 'redis' | 'negative';
type Origin = 'redis' | 'erpnext';

/** What the memory cache tells of itself. */
interface CacheSize {
  readonly size: number;
  readonly bytes: number;
}

/**
 * Metrics of the supply of orders. What every order touches is counted in plain numbers that are handed over
 * when they are asked for: a counter of the library costs more than the lookup that it would count.
 */
export class SupplyCounters implements SupplyWatch {
  private readonly hits: Record<Layer, number> = { l1: 0, redis: 0, negative: 0 };
  private readonly misses: Record<Layer, number> = { l1: 0, redis: 0, negative: 0 };
  private readonly supply = { LIVE: 0, REPLICA: 0, STALE: 0 };
  private evictions = 0;
  private readonly ages;
  private readonly batches;
  private readonly resets;
  private readonly silences;

  constructor(registry: Registry | typeof metrics, cache: () => CacheSize) {
    const registers = [registry];
    const { hits, misses, supply } = this;
    const evictions = (): number => this.evictions;
    new Counter({
      name: 'otp_supply_cache_hits_total',
      help: 'Items that a layer had when it was asked for them: l1 (memory), redis, negative (remembered as unknown).',
      labelNames: ['layer'],
      registers,
      collect() {
        this.reset();
        for (const [layer, count] of Object.entries(hits)) this.inc({ layer }, count);
      },
    });
    new Counter({
      name: 'otp_supply_cache_misses_total',
      help: 'Items that a layer did not have, or not fresh enough, when it was asked for them.',
      labelNames: ['layer'],
      registers,
      collect() {
        this.reset();
        for (const [layer, count] of Object.entries(misses)) this.inc({ layer }, count);
      },
    });
    new Counter({
      name: 'otp_supply_cache_evictions_total',
      help: 'Items that had to leave the memory of the process for want of room.',
      labelNames: ['layer'],
      registers,
      collect() {
        this.reset();
        this.inc({ layer: 'l1' }, evictions());
      },
    });
    new Counter({
      name: 'otp_supply_orders_total',
      help: 'Orders by where their supply came from.',
      labelNames: ['source'],
      registers,
      collect() {
        this.reset();
        for (const [source, count] of Object.entries(supply)) this.inc({ source }, count);
      },
    });
    new Gauge({
      name: 'otp_supply_cache_bytes',
      help: 'Memory that kept items take.',
      registers,
      collect() {
        this.set(cache().bytes);
      },
    });
    new Gauge({
      name: 'otp_supply_cache_items',
      help: 'Items that are kept in the memory of the process.',
      registers,
      collect() {
        this.set(cache().size);
      },
    });
    const ages = new Histogram({
      name: 'otp_supply_age_seconds',
      help: 'Age of the oldest figure of an order, by the farthest layer that it needed: l1, redis or erpnext.',
      labelNames: ['layer'],
      buckets: [0.1, 1, 5, 15, 30, 60, 300, 900, 3_600, 86_400],
      registers,
    });
    // Looked up once: each order observes one.
    this.ages = { l1: ages.labels('l1'), redis: ages.labels('redis'), erpnext: ages.labels('erpnext') };
    this.batches = new Histogram({
      name: 'otp_supply_read_items',
      help: 'Items of one read from Redis or, through the stock service, from ERPNext.',
      labelNames: ['from'],
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      registers,
    });
    this.resets = new Counter({
      name: 'otp_supply_resets_total',
      help: 'Times that everything kept was dropped because changes may have been missed.',
      registers,
    });
    this.silences = new Counter({
      name: 'otp_supply_contact_lost_total',
      help: 'Times that the stream of changes was lost.',
      registers,
    });
  }

  looked(layer: Layer, hits: number, misses: number): void {
    this.hits[layer] += hits;
    this.misses[layer] += misses;
  }

  evicted(): void {
    this.evictions += 1;
  }

  supplied(ageMs: number, source: keyof SupplyCounters['supply'], layer: 'l1' | Origin): void {
    this.supply[source] += 1;
    this.ages[layer].observe(ageMs / 1_000);
  }

  read(from: Origin, items: number): void {
    this.batches.observe({ from }, items);
  }

  reset(): void {
    this.resets.inc();
  }

  refused(): void {
    shedItems.inc();
  }

  lostContact(): void {
    this.silences.inc();
  }
}
