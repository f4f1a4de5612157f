/** What becomes of goods that lie in a warehouse. */
export type WarehouseClass = 'SELLABLE' | 'NEEDS_PROCESSING' | 'IN_TRANSIT' | 'NOT_AVAILABLE' | 'GROUP';

/** What ERPNext says about a warehouse that tells its class. */
export interface WarehouseTraits {
  /** With the company's suffix. */
  readonly name: string;
  readonly is_group: boolean;
  readonly is_rejected_warehouse: boolean;
  /** For example Transit. */
  readonly warehouse_type?: string | null | undefined;
}

/** A class that a deployment may give a warehouse by name. */
export type ConfiguredClass = Exclude<WarehouseClass, 'GROUP'>;

const wordsOf: readonly (readonly [phrases: readonly string[], meaning: WarehouseClass])[] = [
  [['transit'], 'IN_TRANSIT'],
  [['wip', 'work in progress', 'scrap', 'reject', 'rejects', 'rejected', 'quarantine'], 'NOT_AVAILABLE'],
  [['finished goods'], 'NEEDS_PROCESSING'],
];

/** A group stays one whatever the configuration says: it has no goods of its own. */
export function classOf(warehouse: WarehouseTraits, configured: ConfiguredClass | undefined): WarehouseClass {
  if (warehouse.is_group) return 'GROUP';
  if (configured !== undefined) return configured;
  if (warehouse.is_rejected_warehouse) return 'NOT_AVAILABLE';
  if (warehouse.warehouse_type?.trim().toLowerCase() === 'transit') return 'IN_TRANSIT';
  const words = ` ${wordsIn(withoutSuffix(warehouse.name)).join(' ')} `;
  const found = wordsOf.find(([phrases]) => phrases.some((phrase) => words.includes(` ${phrase} `)));
  return found?.[1] ?? 'SELLABLE';
}

/** ERPNext ends a warehouse's name with the abbreviation of its company. */
function withoutSuffix(name: string): string {
  const at = name.lastIndexOf(' - ');
  return at > 0 ? name.slice(0, at) : name;
}

function wordsIn(name: string): string[] {
  return name.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
