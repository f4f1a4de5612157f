import { type Clock, validationFailed } from '#libs/kernel';
import {
  applyDefaults,
  calculatePromise,
  prepareItem,
  type PromiseAnswer,
  type PromiseRequest,
  type RuleDefaults,
} from '../domain/index.js';
import type { Limits } from './limits.js';
import type { ReferenceHolder } from './reference-holder.js';
import type { SupplyPort } from './supply.port.js';

/** Defaults of a deployment; a zone of null is that of the ERPNext site. */
export type DeploymentDefaults = Omit<RuleDefaults, 'timezone'> & { readonly timezone: string | null };

/** Gives the promise for one order: one read of supply, then the calculation. */
export class PromiseOrder {
  constructor(
    private readonly supply: SupplyPort,
    private readonly references: ReferenceHolder,
    private readonly defaults: DeploymentDefaults,
    private readonly clock: Clock,
    private readonly newPromiseId: () => string,
  ) {}

  /** Rejects with VALIDATION_FAILED, or with a fault of the supply port. */
  async promise(request: PromiseRequest, limits: Limits): Promise<PromiseAnswer & { promise_id: string }> {
    const codes = [...new Set(request.items.map((line) => line.item_code))];
    const supply = await this.supply.supplyOf(codes, request.sales_order_id ?? null, limits);
    const reference = await this.references.of(supply.referenceVersion, limits);

    const timezone = this.defaults.timezone ?? reference.siteTimeZone;
    const order = applyDefaults(request, { ...this.defaults, timezone });
    const items = new Map(
      supply.items.map((item) => [item.item_code, prepareItem(item, reference.prepared)]),
    );
    const result = calculatePromise(
      order,
      {
        items,
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
}
