import { type Clock, isOtpError } from '#libs/kernel';
import type { KnownSupply } from './known-supply.js';
import type { Limits } from './limits.js';
import type { ReferenceHolder } from './reference-holder.js';
import type { ErpnextHealth, StockPort, SupplyHealth, SupplyPort } from './supply.port.js';

export interface HealthSettings {
  /** Figures older than that, in milliseconds, are worth nothing. */
  readonly oldestMs: number;
  /** Changes that were not heard for so long, in milliseconds, are not heard any more. */
  readonly silenceMs: number;
}

/** Whether promises can be given: from ERPNext, or from what the replica and this process know. */
export class CheckHealth implements SupplyPort {
  constructor(
    private readonly stock: StockPort,
    private readonly known: KnownSupply,
    private readonly references: ReferenceHolder,
    private readonly heardAt: () => number | undefined,
    private readonly settings: HealthSettings & { readonly clock: Clock },
  ) {}

  async health(limits: Limits): Promise<SupplyHealth> {
    const { connected, problems } = await this.erpnext(limits);
    const now = this.settings.clock.now();
    const age = now - this.known.coveredUntilMs;
    const hears = now - (this.heardAt() ?? 0) <= this.settings.silenceMs;
    const sentences = [...problems];
    if (!hears)
      sentences.push(
        'A promise service has no contact with Redis: what it does not hold is read from ERPNext.',
      );
    const isReplicaUsable =
      this.known.complete &&
      this.references.age() <= this.settings.oldestMs &&
      age <= this.settings.oldestMs &&
      (hears || this.known.size > 0);
    if (!connected && isReplicaUsable) {
      sentences.push(
        `Promises are given from the replica, which was last in step with ERPNext ${Math.round(age / 1_000)} s ago.`,
      );
    }
    return { canPromise: connected || isReplicaUsable, connected, problems: sentences };
  }

  private async erpnext(limits: Limits): Promise<ErpnextHealth> {
    try {
      return await this.stock.health(limits);
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return { connected: false, problems: [error.detail] };
    }
  }
}
