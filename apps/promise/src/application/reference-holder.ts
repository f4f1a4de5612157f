import { type Clock, OtpError, steadyClock } from '#libs/kernel';
import {
  type BundleComponent,
  type PreparedReference,
  prepareReference,
  type Settings,
} from '../domain/index.js';
import { isSameItem, itemKey } from './item-code.js';
import type { Limits } from './limits.js';
import type { Bundle, ReplicaPort, StockPort, VersionedReference } from './supply.port.js';
import { within } from './within.js';

/** Reference data of one version. What was prepared against one must not be calculated with another. */
export interface HeldReference {
  readonly version: string;
  readonly prepared: PreparedReference;
  readonly siteTimeZone: string;
  readonly distrust: readonly string[];
  readonly bundlesUnreadable: string | null;
  /** What a Product Bundle consists of; empty for other items. */
  componentsOf(itemCode: string): readonly BundleComponent[];
}

export interface ReferenceSettings extends Settings {
  /** Up to which age it is used without being read again, in milliseconds. */
  readonly freshMs: number;
  /** Up to which age it is used while reading it again fails, in milliseconds. */
  readonly oldestMs: number;
}

/** How long one read may take, and the pause after one that failed. */
const READ_MS = 5_000;
const PAUSE_MS = 1_000;
const noComponents: readonly BundleComponent[] = [];

/** Keeps the reference data, prepared for calculation, until it is too old or another version is told of. */
export class ReferenceHolder {
  private held: HeldReference | undefined;
  private asOfMs = 0;
  /** A version that is not the one held and has not been looked for yet. */
  private wanted: string | undefined;
  private reading: Promise<HeldReference> | undefined;
  private notBeforeMs = 0;
  private hasFailed = false;

  constructor(
    private readonly sources: { readonly stock: StockPort; readonly replica: ReplicaPort },
    private readonly settings: ReferenceSettings,
    private readonly clock: Clock,
    /** Told when another version has taken the place of the one before. */
    private readonly changed: () => void,
  ) {}

  /** What is held, when it may be used as it is. */
  current(): HeldReference | undefined {
    if (this.wanted !== undefined) return undefined;
    return this.clock.now() - this.asOfMs <= this.settings.freshMs ? this.held : undefined;
  }

  /** Age of what is held in milliseconds; Infinity when nothing is. */
  age(): number {
    return this.held === undefined ? Infinity : this.clock.now() - this.asOfMs;
  }

  /** Whether what is held is older than it should be, or known not to hold any more, and nothing newer can be had. */
  isOutdated(): boolean {
    return this.age() > this.settings.freshMs || (this.hasFailed && this.wanted !== undefined);
  }

  /** Supply or Redis spoke of this version: when it is another one, it must be looked for before the next use. */
  told(version: string): void {
    if (this.held?.version !== version) this.wanted = version;
  }

  /** Changes may have been missed. */
  doubt(version: string | undefined): void {
    if (version === undefined) this.wanted ??= '';
    else this.told(version);
  }

  /**
   * The newest that can be had. Callers share one read, which does not end with any of them. When it fails,
   * what was held before is used up to the age of `oldestMs`; else rejects with the fault of the read.
   */
  async fresh(limits: Limits): Promise<HeldReference> {
    const current = this.current();
    if (current !== undefined) return current;
    if (
      this.clock.now() < this.notBeforeMs &&
      this.held !== undefined &&
      this.age() <= this.settings.oldestMs
    ) {
      return this.held;
    }
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return within('The settings and calendars of ERPNext', this.reading, limits);
  }

  private async read(): Promise<HeldReference> {
    const wanted = this.wanted;
    const kept = await this.sources.replica.reference().catch(() => undefined);
    const isFresh = kept !== undefined && this.clock.now() - kept.asOfMs <= this.settings.freshMs;
    if (kept !== undefined && isFresh && (!wanted || kept.version === wanted)) return this.hold(kept, wanted);
    try {
      const limits = { deadline: steadyClock.now() + READ_MS, signal: new AbortController().signal };
      const live = await this.sources.stock.reference(limits);
      return this.hold(kept !== undefined && kept.asOfMs > live.asOfMs ? kept : live, wanted);
    } catch (error) {
      this.notBeforeMs = this.clock.now() + PAUSE_MS;
      if (kept !== undefined && kept.asOfMs > this.asOfMs) this.hold(kept, undefined);
      this.hasFailed = true;
      if (this.held !== undefined && this.age() <= this.settings.oldestMs) return this.held;
      if (this.held === undefined) throw error;
      throw new OtpError(
        'SUPPLY_UNAVAILABLE',
        'Warehouses and companies are too old, and could not be read again.',
        {
          cause: error,
        },
      );
    }
  }

  /** Instances of the stock service read by themselves: one that is behind must not bring an older version back. */
  private hold(read: VersionedReference, wanted: string | undefined): HeldReference {
    this.hasFailed = false;
    if (this.wanted === wanted) this.wanted = undefined;
    const isOlder = this.held !== undefined && read.asOfMs < this.asOfMs;
    if (isOlder && this.held !== undefined) return this.held;
    this.asOfMs = read.asOfMs;
    if (this.held?.version === read.version) return this.held;
    this.held = heldOf(read, this.settings);
    this.changed();
    return this.held;
  }
}

function heldOf(read: VersionedReference, settings: Settings): HeldReference {
  const bundles = new Map<string, Bundle>(read.bundles.map((bundle) => [itemKey(bundle.item_code), bundle]));
  return {
    version: read.version,
    prepared: prepareReference(read.reference, settings),
    siteTimeZone: read.reference.site_time_zone,
    distrust: read.distrust,
    bundlesUnreadable: read.bundlesUnreadable,
    componentsOf: (itemCode) => {
      const bundle = bundles.get(itemKey(itemCode));
      return bundle !== undefined && isSameItem(bundle.item_code, itemCode)
        ? bundle.components
        : noComponents;
    },
  };
}
