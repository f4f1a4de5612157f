import type { Clock } from '#libs/kernel';
import type { PreparedItem } from '../domain/index.js';
import { isSameItem, itemKey } from './item-code.js';
import type { HeldReference } from './reference-holder.js';
import type { Coverage } from './supply.port.js';

/** A bounded cache in this process; what it drops is read again. */
export interface Cache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
  readonly size: number;
}

/** An item as it was read, prepared for calculation with one version of the reference data. */
export interface KeptItem {
  readonly prepared: PreparedItem;
  readonly reference: HeldReference;
  readonly inboundUnreadable: string | null;
  /** When its reading from ERPNext began, in milliseconds since 1970. */
  readonly readAtMs: number;
  /** Up to when that is still what ERPNext held, as far as was known when it came here. */
  readonly asOfMs: number;
  readonly keptAtMs: number;
  /** How often coverage had been told when its reading began; undefined: its node is not vouched for. */
  readonly tellings: number | undefined;
}

/** What was known of the replica when a read began. */
export interface Standing {
  readonly coveredUntilMs: number;
  readonly histories: ReadonlySet<string>;
  readonly tellings: number;
}

export interface KnownSettings {
  /** Older figures are read again before they are used. */
  readonly staleAfterMs: number;
  /** Items read longer ago are read again, whatever covers them: a change of a master may leave no trace. */
  readonly masterOldestMs: number;
  /** How long what is kept may be used while no changes are heard, in milliseconds. */
  readonly unconfirmedMs: number;
  /** How long is remembered what may soon be known better: an unknown item, unreadable orders, a node not vouched for. */
  readonly unknownMs: number;
}

const noHistories: ReadonlySet<string> = new Set();

/**
 * Supply that this process keeps, and how far it may be believed. It is kept current by the changes that are
 * told one after the other; whenever one may have been missed, everything is dropped.
 */
export class KnownSupply {
  private standing: Standing = { coveredUntilMs: 0, histories: noHistories, tellings: 0 };
  private isComplete = false;

  constructor(
    private readonly items: Cache<KeptItem>,
    private readonly unknown: Cache<number>,
    /** When changes were heard last, in milliseconds since 1970. */
    private readonly heardAt: () => number | undefined,
    private readonly clock: Clock,
    readonly settings: KnownSettings,
  ) {}

  /** Until the replica has been filled once, nothing of it is used. */
  get complete(): boolean {
    return this.isComplete;
  }

  get size(): number {
    return this.items.size;
  }

  /** Up to when the replica as a whole is what ERPNext held; 0: not known. */
  get coveredUntilMs(): number {
    return this.standing.coveredUntilMs;
  }

  /** To be taken when a read begins: coverage told later may speak of more than the read has seen. */
  now(): Standing {
    return this.standing;
  }

  /** What is kept of an item, by its key; never that of an item whose code is only similar. */
  find(key: string, asked: string): KeptItem | undefined {
    const item = this.items.get(key);
    return item !== undefined && isSameItem(asked, item.prepared.code) ? item : undefined;
  }

  /**
   * Up to when a kept item is what ERPNext held. Whatever changed before a told coverage was told before it, so
   * an item that is still here when coverage comes was not among it.
   */
  asOf(item: KeptItem): number {
    return item.tellings !== undefined && item.tellings < this.standing.tellings
      ? Math.max(item.asOfMs, this.standing.coveredUntilMs)
      : item.asOfMs;
  }

  /** Whether a figure that is true as of `asOfMs` may be used without a new read. */
  isFresh(item: KeptItem, asOfMs: number, now: number): boolean {
    return (
      now - asOfMs <= this.settings.staleAfterMs &&
      now - item.readAtMs <= this.settings.masterOldestMs &&
      (item.inboundUnreadable === null || now - item.readAtMs <= this.settings.unknownMs) &&
      // Coverage never makes it younger, and its node may be vouched for by now.
      (item.tellings !== undefined || now - item.keptAtMs <= this.settings.unknownMs)
    );
  }

  /** Whether changes of a kept item would have been heard. */
  isConfirmed(item: KeptItem, now: number): boolean {
    return now - Math.max(item.keptAtMs, this.heardAt() ?? 0) <= this.settings.unconfirmedMs;
  }

  isUnknown(key: string, now: number): boolean {
    const until = this.unknown.get(key);
    return until !== undefined && now < until;
  }

  keep(key: string, item: KeptItem): void {
    // Changes are told by the code as ERPNext writes it: what they would not find is not kept.
    if (key !== itemKey(item.prepared.code)) return;
    // A replica read may land after a live one that began later.
    if (!this.isComplete || (this.items.get(key)?.readAtMs ?? 0) > item.readAtMs) return;
    this.items.set(key, item);
    this.unknown.delete(key);
  }

  keepUnknown(key: string): void {
    if (this.isComplete) this.unknown.set(key, this.clock.now() + this.settings.unknownMs);
  }

  /** These items have changed. */
  forget(itemCodes: readonly string[]): void {
    for (const code of itemCodes) {
      const key = itemKey(code);
      this.items.delete(key);
      this.unknown.delete(key);
    }
  }

  /** What is kept was prepared with reference data that holds no more. */
  forgetItems(): void {
    this.items.clear();
  }

  covered(coverage: Coverage): void {
    this.isComplete = coverage.complete;
    this.standing = {
      coveredUntilMs: coverage.coveredUntilMs ?? 0,
      histories: new Set(coverage.histories),
      tellings: this.standing.tellings + 1,
    };
  }

  /** Changes may have been missed. */
  reset(coverage: Coverage | undefined): void {
    this.items.clear();
    this.unknown.clear();
    this.covered(coverage ?? { complete: false, coveredUntilMs: undefined, histories: [] });
  }
}
