import { type PreparedReference, prepareReference, type Settings } from '../domain/index.js';
import type { Limits } from './limits.js';
import type { SupplyPort } from './supply.port.js';

export interface HeldReference {
  readonly version: string;
  readonly prepared: PreparedReference;
  readonly siteTimeZone: string;
  readonly distrust: readonly string[];
}

/** Keeps the reference data, prepared for calculation, until supply comes with another version of it. */
export class ReferenceHolder {
  private held: HeldReference | undefined;
  private reading: Promise<HeldReference> | undefined;

  constructor(
    private readonly supply: SupplyPort,
    private readonly settings: Settings,
  ) {}

  /** The reference data that goes with supply of this version. Callers that wait share one read. */
  async of(version: string, limits: Limits): Promise<HeldReference> {
    if (this.held?.version === version) return this.held;
    // A read that another order began ends with that order's limits: then this one reads for itself.
    const shared = await this.reading?.catch(() => undefined);
    if (shared?.version === version) return shared;
    this.reading = this.read(limits);
    try {
      return await this.reading;
    } finally {
      this.reading = undefined;
    }
  }

  private async read(limits: Limits): Promise<HeldReference> {
    const { version, reference, siteTimeZone, distrust } = await this.supply.reference(limits);
    this.held = {
      version,
      prepared: prepareReference(reference, this.settings),
      siteTimeZone,
      distrust,
    };
    return this.held;
  }
}
