/** Where a promise spends its time: the rows of the breakdown, in its order. */
export const components = {
  erpnext_stock: { title: 'Stock query', group: 'ERPNext I/O', inBatch: 'whole' },
  erpnext_po: { title: 'PO query', group: 'ERPNext I/O', inBatch: 'whole' },
  erpnext_other: { title: 'Other requests', group: 'ERPNext I/O', inBatch: 'whole' },
  calculation: { title: 'Calculation', group: 'Algorithm', inBatch: 'divided' },
  validation: { title: 'Validation', group: 'Algorithm', inBatch: 'divided' },
  network: { title: 'Network', group: undefined, inBatch: 'whole' },
  queueing: { title: 'Queueing and batching', group: undefined, inBatch: 'whole' },
  redis: { title: 'Redis', group: undefined, inBatch: 'whole' },
  serialization: { title: 'Serialization', group: undefined, inBatch: 'divided' },
  other: { title: 'Other', group: undefined, inBatch: 'divided' },
} as const satisfies Record<string, ComponentDefinition>;

interface ComponentDefinition {
  readonly title: string;
  /** Components of one group are its lines in the table. */
  readonly group: string | undefined;
  /**
   * What the time of a batch is to one of its orders: `whole`, all wait for the same answer at the same time;
   * `divided`, the orders are worked on one after the other, so that an order's own part is its share of
   * the batch, and the rest is waiting for the others.
   */
  readonly inBatch: 'whole' | 'divided';
}

export type Component = keyof typeof components;

export const componentIds = Object.keys(components) as readonly Component[];
