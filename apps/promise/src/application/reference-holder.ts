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

  /**
   * The reference data that goes with supply of this version, or newer data when there is some by now.
   * Callers that wait share one read; when it fails, because its own caller's time was up, they read anew.
   */
  async of(version: string, limits: Limits): Promise<HeldReference> {
    while (this.reading !== undefined && this.held?.version !== version) {
      await this.reading.catch(() => undefined);
    }
    if (this.held?.version === version) return this.held;
    this.reading = this.read(limits).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(limits: Limits): Promise<HeldReference> {
    const { version, reference, distrust } = await this.supply.reference(limits);
    this.held = {
      version,
      prepared: prepareReference(reference, this.settings),
      siteTimeZone: reference.site_time_zone,
      distrust,
    };
    return this.held;
  }
}
