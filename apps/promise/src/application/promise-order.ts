import { type Clock, TimeSlice, validationFailed } from '#libs/kernel';
import {
  applyDefaults,
  calculatePromise,
  type PromiseAnswer,
  type PromiseRequest,
  type RuleDefaults,
} from '../domain/index.js';
import type { Limits } from './limits.js';
import type { OrderSupply, SupplyLoader } from './supply-loader.js';

/** Defaults of a deployment; a zone of null is that of the ERPNext site. */
export type DeploymentDefaults = Omit<RuleDefaults, 'timezone'> & { readonly timezone: string | null };

/** Orders that waited for the same reading go on together; so long at most before others get their turn. */
const SLICE_MS = 5;

/** Gives the promise for one order: its supply, then the calculation. */
export class PromiseOrder {
  private rules: RuleDefaults | undefined;
  private readonly slice = new TimeSlice(SLICE_MS);

  constructor(
    private readonly supply: SupplyLoader,
    private readonly defaults: DeploymentDefaults,
    private readonly clock: Clock,
    private readonly newPromiseId: () => string,
  ) {}

  /** Rejects with VALIDATION_FAILED, or with a fault of supply. */
  async promise(request: PromiseRequest, limits: Limits): Promise<PromiseAnswer & { promise_id: string }> {
    const codes = request.items.map((line) => line.item_code);
    const salesOrder = request.sales_order_id ?? null;
    const atHand = salesOrder === null ? this.supply.atHand(codes) : undefined;
    if (atHand !== undefined) return this.calculated(request, atHand);
    const supply = await this.supply.supplyOf(codes, salesOrder, limits);
    await this.slice.pass();
    const span = limits.span?.begin('calculate').set('otp.order.lines', codes.length);
    try {
      return this.calculated(request, supply);
    } finally {
      span?.end();
    }
  }

  private calculated(request: PromiseRequest, supply: OrderSupply): PromiseAnswer & { promise_id: string } {
    const { reference } = supply;
    const result = calculatePromise(
      applyDefaults(request, this.rulesIn(reference.siteTimeZone)),
      {
        items: supply.items,
        canonicalCodes: supply.canonicalCodes,
        ownReservations: supply.ownReservations,
        inboundUnreadable: supply.inboundUnreadable,
        distrust: reference.distrust,
        reference: reference.prepared,
        dataAsOfMs: supply.asOfMs,
        dataSource: supply.dataSource,
      },
      this.clock.now(),
    );
    if (result.kind === 'invalid') throw validationFailed(result.violations);
    return { ...result.answer, promise_id: this.newPromiseId() };
  }

  private rulesIn(siteTimeZone: string): RuleDefaults {
    const timezone = this.defaults.timezone ?? siteTimeZone;
    if (this.rules?.timezone !== timezone) this.rules = { ...this.defaults, timezone };
    return this.rules;
  }
}
