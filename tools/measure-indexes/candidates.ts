/** An index that somebody might want, and that is measured alone. */
export interface Candidate {
  readonly name: string;
  /** Who proposes it. */
  readonly from: 'reference document' | 'ourselves';
  readonly sql: string;
}

export const candidates: readonly Candidate[] = [
  {
    name: 'idx_bin_item_warehouse',
    from: 'reference document',
    sql: 'CREATE INDEX idx_bin_item_warehouse ON `tabBin` (item_code, warehouse, docstatus)',
  },
  {
    name: 'idx_po_item_date',
    from: 'reference document',
    sql: 'CREATE INDEX idx_po_item_date ON `tabPurchase Order Item` (item_code, schedule_date, docstatus)',
  },
  {
    name: 'idx_bin_projected_qty',
    from: 'reference document',
    sql: 'CREATE INDEX idx_bin_projected_qty ON `tabBin` (warehouse, projected_qty) WHERE disabled=0',
  },
  {
    name: 'idx_bin_projected_qty without its condition',
    from: 'ourselves',
    sql: 'CREATE INDEX idx_bin_projected_qty ON `tabBin` (warehouse, projected_qty)',
  },
  {
    name: 'Bin pages read from the index alone',
    from: 'ourselves',
    sql: 'CREATE INDEX bin_page ON `tabBin` (modified, name, item_code)',
  },
];
