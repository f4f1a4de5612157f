import { type Component, componentIds, components } from '#libs/observability';
import { orderClasses } from '../analysis/order-class.js';
import type { GroupFigures } from '../history/group-figures.js';
import type { History, Selection } from '../history/history.js';

/** Milliseconds. */
export interface Quantiles {
  readonly mean_ms: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
}

export interface ComponentRow extends Quantiles {
  readonly component: Component;
  readonly title: string;
  readonly group: string | null;
  /** Part of the whole time, in %. */
  readonly percent: number;
  /** Requests that spent any time there. */
  readonly requests: number;
}

/** Where the time of some requests went. The means of the rows add up to the mean of all, the percents to 100. */
export interface Breakdown extends Quantiles {
  readonly requests: number;
  readonly failed: number;
  readonly components: readonly ComponentRow[];
}

export interface GroupedBreakdown extends Breakdown {
  readonly order_class: string;
  readonly data_source: string;
}

const US_PER_MS = 1_000;

export function breakdownOf(figures: GroupFigures): Breakdown {
  const { count, failed, total } = figures;
  const rows = componentIds.map((component): ComponentRow => {
    const durations = figures.components.get(component);
    const { title, group } = components[component];
    return {
      component,
      title,
      group: group ?? null,
      percent: total.sum === 0 ? 0 : (100 * (durations?.sum ?? 0)) / total.sum,
      requests: durations?.count ?? 0,
      ...quantiles(durations, count),
    };
  });
  return { requests: count, failed, ...quantiles(total, count), components: rows };
}

/** Of each order class and data source that has requests, in the order of the classes. */
export function groupedBreakdowns(history: History, selection: Selection): GroupedBreakdown[] {
  const places = new Map<string, number>(orderClasses.map(({ id }, place) => [id, place]));
  const placeOf = (orderClass: string): number => places.get(orderClass) ?? places.size;
  return history
    .groups(selection)
    .sort((a, b) => placeOf(a.orderClass) - placeOf(b.orderClass) || a.source.localeCompare(b.source))
    .map(({ orderClass, source, figures }) => ({
      order_class: orderClass,
      data_source: source,
      ...breakdownOf(figures),
    }));
}

function quantiles(durations: GroupFigures['total'] | undefined, count: number): Quantiles {
  const at = (quantile: number): number => (durations?.quantile(quantile, count) ?? 0) / US_PER_MS;
  return {
    mean_ms: count === 0 ? 0 : (durations?.sum ?? 0) / count / US_PER_MS,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
  };
}
