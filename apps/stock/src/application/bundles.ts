import { ItemNames } from './item-names.js';

export interface BundleComponent {
  readonly item_code: string;
  readonly qty: number;
}

/** An enabled Product Bundle. */
export interface Bundle {
  readonly item_code: string;
  /** At least one. */
  readonly components: readonly BundleComponent[];
}

/** The Product Bundles of a site, found as the database finds items. */
export class Bundles {
  readonly #byCode: ReadonlyMap<string, Bundle>;
  readonly #names: ItemNames;

  constructor(bundles: readonly Bundle[]) {
    this.#byCode = new Map(bundles.map((bundle) => [bundle.item_code, bundle]));
    this.#names = new ItemNames(this.#byCode.keys());
  }

  /** Undefined: no bundle, or one of which it is not known what it consists of. */
  find(asked: string): Bundle | undefined {
    const name = this.#names.find(asked);
    return name === undefined ? undefined : this.#byCode.get(name);
  }
}
