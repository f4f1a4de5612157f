import { type Clock, type ConfiguredClass, OtpError, validationFailed, type Violation } from '#libs/kernel';
import { ItemNames } from '../item-names.js';
import type { KeepReference } from '../keep-reference.js';
import type { Limits } from '../limits.js';
import type { DocumentSource } from './document-source.port.js';
import type { KnownItem } from './documents.js';
import type { InTurn } from './in-turn.js';
import { WarehouseBook } from './warehouse-book.js';
import type { Suggestion, SuggestedRow, WriteBack } from './write-back.port.js';

export interface ShortItem {
  readonly item_code: string;
  /** In stock units. */
  readonly qty_needed: number;
  readonly required_by: string;
  readonly reason: string;
}

export type SuggestionToMake = Pick<Suggestion, 'type' | 'priority' | 'marker'> & {
  readonly items: readonly ShortItem[];
};

export interface MadeSuggestion {
  readonly suggestion_id: string;
  readonly erpnext_url: string;
}

export interface SuggestionSettings {
  /** Leaf or group that goods are bought for. */
  readonly warehouse: string;
  readonly classes: Readonly<Record<string, ConfiguredClass>>;
}

/** Makes a draft for the buyer, once however often it is told to. Rejects with an OtpError. */
export class SuggestProcurement {
  constructor(
    private readonly source: DocumentSource,
    private readonly writeBack: WriteBack,
    private readonly kept: KeepReference,
    private readonly flow: { readonly turns: InTurn; readonly clock: Clock },
    private readonly settings: SuggestionSettings,
  ) {}

  /** What has begun is brought to its end within the deadline, also when the caller goes away. */
  suggest(wanted: SuggestionToMake, { deadline, span }: Limits): Promise<MadeSuggestion> {
    const { signal } = new AbortController();
    return this.flow.turns.run(`suggestion ${wanted.marker}`, wanted.type, async (hold) => {
      const limits = { deadline, signal, hold, span };
      const { type, marker } = wanted;
      const name =
        (await this.writeBack.findSuggestion(type, marker, limits)) ??
        (await this.writeBack.makeSuggestion(await this.#suggestion(wanted, limits), limits));
      return { suggestion_id: name, erpnext_url: this.writeBack.addressOf(type, name) };
    });
  }

  async #suggestion(wanted: SuggestionToMake, limits: Limits): Promise<Suggestion> {
    const { type, priority, marker } = wanted;
    const known = await this.#known(wanted.items, limits);
    const { name: warehouse, company } = this.#warehouse();
    const rows = wanted.items.map((short, index): SuggestedRow => {
      const item = known[index];
      if (item === undefined) throw new OtpError('INTERNAL', 'An item that was checked is gone.');
      return {
        item_code: item.item_code,
        stock_uom: item.stock_uom,
        description: item.description,
        qty: short.qty_needed,
        required_by: short.required_by,
        warehouse,
        reason: short.reason,
      };
    });
    return { type, priority, company, rows, marker };
  }

  /** The item of each line. Throws VALIDATION_FAILED that names every line which ERPNext would refuse. */
  async #known(lines: readonly ShortItem[], limits: Limits): Promise<readonly (KnownItem | undefined)[]> {
    const items = await this.source.itemsOf([...new Set(lines.map((line) => line.item_code))], limits);
    const byCode = new Map(items.map((item) => [item.item_code, item]));
    const names = new ItemNames(byCode.keys());
    const found = lines.map((line) => byCode.get(names.find(line.item_code) ?? ''));
    const whole = new Set(this.kept.current().shared.whole_number_uoms);
    const today = this.#today();
    const violations = lines.flatMap((line, index): Violation[] => {
      const item = found[index];
      const at = (field: string, message: string): Violation => ({
        pointer: `/items/${index}/${field}`,
        message,
      });
      if (item === undefined) return [at('item_code', `is not an item of ERPNext: ${line.item_code}`)];
      return [
        ...(item.disabled ? [at('item_code', `is disabled in ERPNext: ${item.item_code}`)] : []),
        ...(item.has_variants ? [at('item_code', `is a template; name a variant of ${item.item_code}`)] : []),
        ...(!Number.isInteger(line.qty_needed) && whole.has(item.stock_uom)
          ? [at('qty_needed', `must be a whole number of ${item.stock_uom}`)]
          : []),
        ...(line.required_by < today ? [at('required_by', `must not be before today, ${today}`)] : []),
      ];
    });
    if (violations.length > 0) throw validationFailed(violations);
    return found;
  }

  #warehouse(): { readonly name: string; readonly company: string } {
    const book = new WarehouseBook(this.kept.current().shared.warehouses, this.settings.classes);
    const configured = book.find(this.settings.warehouse);
    const leaf = configured && book.receivingLeaf(configured);
    if (leaf === undefined)
      throw new OtpError(
        'ERPNEXT_NOT_PREPARED',
        `The default warehouse ${this.settings.warehouse} is not one of ERPNext, or has no enabled leaf.`,
      );
    return leaf;
  }

  /** The day at the site, YYYY-MM-DD. */
  #today(): string {
    const { site_time_zone: timeZone } = this.kept.current().shared;
    return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(this.flow.clock.now());
  }
}
