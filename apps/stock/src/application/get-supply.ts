import { type Clock, OtpError } from '#libs/kernel';
import { ItemNames } from './item-names.js';
import type { KeepReference } from './keep-reference.js';
import type { Limits } from './limits.js';
import { type SettledSupply, settleSupply } from './settle-supply.js';
import type { SupplySource } from './supply-source.port.js';
import type { ItemMaster, ItemSupply, OrderSupply, Reference } from './supply.js';

/** Orders of other statuses are only read to see what became of them a moment ago. */
const SHOWN_STATUSES = new Set(['To Receive', 'To Receive and Bill', 'Draft', 'On Hold']);

/** Supply of one order: item masters, Bins and purchase orders in three requests, whatever its size. */
export class GetSupply {
  constructor(
    private readonly source: SupplySource,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
    private readonly settings: { readonly settleRounds: number },
  ) {}

  /** `askedCodes` as the customer wrote them. Rejects with an OtpError, see SupplySource. */
  async supplyOf(
    askedCodes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<OrderSupply> {
    const reference = this.kept.current();
    const itemCodes = withComponents(askedCodes, reference);
    const stop = new AbortController();
    const bounded = { ...limits, signal: AbortSignal.any([limits.signal, stop.signal]) };
    try {
      const [masters, settled] = await Promise.all([
        this.source.itemsOf(itemCodes, bounded),
        settleSupply(
          this.source,
          { itemCodes, salesOrderId, since: this.source.stampOfNow(reference.shared.site_time_zone) },
          bounded,
          { clock: this.clock, rounds: this.settings.settleRounds },
        ),
      ]);
      return assemble(askedCodes, masters, settled, reference);
    } finally {
      // When one read failed, the others are of no use any more.
      stop.abort();
    }
  }
}

/** Codes to read: those asked for, without doubles, and what the bundles among them consist of. */
function withComponents(askedCodes: readonly string[], { bundles }: Reference): string[] {
  const codes = new Set(askedCodes.map((code) => code.trimEnd()).filter((code) => code !== ''));
  for (const code of [...codes]) {
    const bundle = bundles.names.find(code);
    if (bundle !== undefined)
      for (const component of bundles.componentsOf(bundle)) codes.add(component.item_code);
  }
  return [...codes];
}

function assemble(
  askedCodes: readonly string[],
  masters: readonly ItemMaster[],
  settled: SettledSupply,
  reference: Reference,
): OrderSupply {
  const names = new ItemNames(masters.map((master) => master.item_code));
  const moving = new Map(
    Array.from(settled.items, ([code, item]) => [names.find(code) ?? code, item] as const),
  );
  const canonical = askedCodes.flatMap((asked) => {
    const name = names.find(asked);
    return name === undefined || name === asked ? [] : [[asked, name] as const];
  });
  const own = masters
    .filter((master) => master.is_stock_item)
    .flatMap(({ item_code }) =>
      (moving.get(item_code)?.reserved ?? []).map((part) => ({ ...part, item_code })),
    );
  return {
    items: masters.map((master) => itemSupply(master, moving.get(master.item_code), reference)),
    canonical_codes: Object.fromEntries(canonical),
    own_reservations: own,
    inbound_unreadable: settled.inboundUnreadable,
    reference_version: reference.shared.version,
    as_of_ms: settled.asOf,
  };
}

function itemSupply(
  master: ItemMaster,
  moving: { readonly bins: ItemSupply['bins']; readonly inbound: ItemSupply['inbound'] } | undefined,
  { bundles }: Reference,
): ItemSupply {
  const bundle = master.is_stock_item ? undefined : bundles.names.find(master.item_code);
  if (!master.is_stock_item && bundles.unreadable !== null) {
    throw new OtpError(
      'SUPPLY_UNAVAILABLE',
      `${master.item_code} is not kept in stock and may be a Product Bundle. ${bundles.unreadable}`,
    );
  }
  return {
    ...master,
    bins: moving?.bins ?? [],
    inbound: (moving?.inbound ?? []).filter((row) => SHOWN_STATUSES.has(row.status)),
    components: bundle === undefined ? [] : bundles.componentsOf(bundle),
  };
}
