import type { PromiseAnswer } from '../answer.js';
import { calculatePromise, type PromiseResult } from '../calculate-promise.js';
import { applyDefaults, type PromiseRequest, type RuleDefaults } from '../order.js';
import { prepareItem } from '../prepared-item.js';
import { prepareReference, type Settings } from '../prepared-reference.js';
import type { ItemSupply, Reference } from '../supply.js';
import type { World } from '../world.js';

const defaults: RuleDefaults = {
  default_warehouse: 'Stores - AP',
  timezone: 'UTC',
  cutoff_time: '14:00',
  no_weekends: true,
  lead_time_buffer_days: 1,
  processing_lead_time_days: 1,
  desired_date_mode: 'LATEST_ACCEPTABLE',
  inbound_scope: 'SCOPE',
  overdue_po: 'EXCLUDE',
};

export const settings: Settings = {
  weekly_off: ['Saturday', 'Sunday'],
  warehouse_classes: {},
  processing_lead_times: { items: {}, warehouses: {} },
};

/** Everything that one calculation depends on, in the shapes that other services send. */
export interface Situation {
  readonly reference: Reference;
  readonly items: readonly ItemSupply[];
  readonly now: string | number;
  readonly defaults?: Partial<RuleDefaults>;
  readonly settings?: Partial<Settings>;
  readonly world?: Partial<Omit<World, 'items' | 'reference'>>;
}

export function resultFor(request: PromiseRequest, situation: Situation): PromiseResult {
  const reference = prepareReference(situation.reference, { ...settings, ...situation.settings });
  const world: World = {
    items: new Map(situation.items.map((item) => [item.item_code, prepareItem(item, reference)])),
    canonicalCodes: new Map(),
    ownReservations: [],
    inboundUnreadable: null,
    distrust: [],
    reference,
    dataAsOfMs: 0,
    dataSource: 'LIVE',
    ...situation.world,
  };
  const order = applyDefaults(request, { ...defaults, ...situation.defaults });
  return calculatePromise(order, world, new Date(situation.now).getTime());
}

/** The answer; fails when the order is not valid. */
export function promised(request: PromiseRequest, situation: Situation): PromiseAnswer {
  const result = resultFor(request, situation);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.violations));
  return result.answer;
}
