import { allocateItem, type ItemAllocation } from './allocation.js';
import type { Option } from './answer.js';
import type { Calculation } from './calculation.js';
import type { CheckedLine, Demand } from './checked-line.js';
import { type Day, textOf } from './day.js';
import { impactOf, promiseWith } from './improvement.js';
import type { PreparedItem } from './prepared-item.js';
import { ownReserved } from './source.js';
import { inScope, type Warehouse } from './warehouse-tree.js';
import { listed } from './wording.js';

const MOST_OFFERED = 3;

/** A warehouse that has all a line needs, and when its goods can leave. */
interface Candidate {
  readonly warehouse: Warehouse;
  readonly ready: Day;
}

/**
 * Delivering the lines that decide the date, or that are short, from other sellable warehouses of the company:
 * from one that has all of them, at most three such; when none has all, each line from the one that has it.
 */
export function alternateWarehouses(calculation: Calculation): Option[] {
  const lines = decisiveLines(calculation);
  const candidates: Candidate[][] = [];
  for (const line of lines) {
    const found = candidatesFor(line, calculation);
    if (found.length === 0) return [];
    candidates.push(found);
  }
  const options: Option[] = [];
  for (const move of movesAmong(candidates)) {
    const promise = promiseWith(calculation, moved(lines, move, calculation));
    if (promise === null) continue;
    options.push({
      type: 'alternate_warehouse',
      description: `Deliver ${descriptionOf(lines, move)}.`,
      impact: impactOf(calculation, promise),
      po_id: null,
      promise_date: textOf(promise),
    });
  }
  return options;
}

/** Lines without which the order would be earlier; none when an item among them can't be earlier. */
function decisiveLines({ checked, terms, allocation }: Calculation): CheckedLine[] {
  const lines: CheckedLine[] = [];
  for (const line of checked.lines) {
    let decides = false;
    for (const { index } of line.demands) {
      const fill = allocation.fills[index];
      if (fill === undefined) continue;
      if (allocation.isShort ? fill.shortage === 0n : fill.ready !== allocation.ready) continue;
      if (!allocation.isShort && terms.earliestReady(fill.demand.item) >= allocation.ready) return [];
      decides = true;
    }
    if (decides) lines.push(line);
  }
  return lines;
}

function candidatesFor(line: CheckedLine, calculation: Calculation): Candidate[] {
  const [first, ...others] = line.demands.filter((demand) => demand.item.isStockItem);
  if (first === undefined) return [];
  let candidates = warehousesWith(first, calculation);
  for (const demand of others) {
    const also = new Map(
      warehousesWith(demand, calculation).map(({ warehouse, ready }) => [warehouse, ready]),
    );
    candidates = candidates.flatMap(({ warehouse, ready }) => {
      const other = also.get(warehouse);
      return other === undefined ? [] : [{ warehouse, ready: Math.max(ready, other) }];
    });
  }
  return candidates;
}

/** Sellable warehouses outside the demand's scope with enough in stock, early enough to matter. */
function warehousesWith({ item, scope, need }: Demand, { terms, allocation }: Calculation): Candidate[] {
  const candidates: Candidate[] = [];
  for (const record of item.supply.get(terms.company)?.stock ?? []) {
    const { warehouse } = record;
    if (warehouse.class !== 'SELLABLE' || warehouse.disabled || inScope(warehouse, scope)) continue;
    if (record.available + ownReserved(item, record, terms) < need) continue;
    const ready = terms.shipReady(terms.orderDay, item, warehouse);
    if (allocation.isShort || ready < allocation.ready) candidates.push({ warehouse, ready });
  }
  return candidates;
}

/** Each move names a warehouse for every line. */
function movesAmong(candidates: readonly (readonly Candidate[])[]): Warehouse[][] {
  const covered = new Map<Warehouse, { lines: number; ready: Day }>();
  for (const { warehouse, ready } of candidates.flat()) {
    const { lines, ready: latest } = covered.get(warehouse) ?? { lines: 0, ready: 0 };
    covered.set(warehouse, { lines: lines + 1, ready: Math.max(latest, ready) });
  }
  const best = [...covered]
    .sort(([a, ofA], [b, ofB]) => ofB.lines - ofA.lines || ofA.ready - ofB.ready || a.nameRank - b.nameRank)
    .map(([warehouse, { lines }]) => ({ warehouse, all: lines === candidates.length }));
  const forAll = best.filter(({ all }) => all).slice(0, MOST_OFFERED);
  if (forAll.length > 0) return forAll.map(({ warehouse }) => candidates.map(() => warehouse));
  const order = new Map(best.map(({ warehouse }, place) => [warehouse, place]));
  const mixed = candidates.map(
    (ofLine) =>
      ofLine.map(({ warehouse }) => warehouse).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))[0],
  );
  return mixed.length > 0 && mixed.every((warehouse) => warehouse !== undefined) ? [mixed] : [];
}

function moved(
  lines: readonly CheckedLine[],
  move: readonly Warehouse[],
  { terms, allocation }: Calculation,
): Map<PreparedItem, ItemAllocation> {
  const scopes = new Map<number, Warehouse>();
  const items = new Set<PreparedItem>();
  for (const [at, line] of lines.entries()) {
    const scope = move[at];
    if (scope === undefined) continue;
    for (const demand of line.demands) {
      scopes.set(demand.index, scope);
      items.add(demand.item);
    }
  }
  const changed = new Map<PreparedItem, ItemAllocation>();
  for (const { item, fills } of allocation.items) {
    if (!items.has(item)) continue;
    const demands = fills.map(({ demand }) => {
      const scope = scopes.get(demand.index);
      return scope === undefined ? demand : { ...demand, scope };
    });
    changed.set(item, allocateItem(demands, item, terms));
  }
  return changed;
}

function descriptionOf(lines: readonly CheckedLine[], move: readonly Warehouse[]): string {
  return listed(
    lines.map((line, at) => `${line.item.code} from ${move[at]?.name} instead of ${line.scope.name}`),
  );
}
