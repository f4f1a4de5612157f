import { isSet, number, rowsOf, text, type Doc } from '../documents/doc.js';
import { BinChanges } from './bins.js';

/** What a submitted Purchase Order still lets come in: ordered_qty. On Hold counts, Closed and Delivered do not. */
export function expectedBy(order: Doc): BinChanges {
  const changes = new BinChanges();
  if (number(order, 'docstatus') !== 1 || ['Closed', 'Delivered'].includes(text(order, 'status')))
    return changes;
  for (const row of rowsOf(order, 'items')) {
    const open = number(row, 'qty') - number(row, 'received_qty');
    if (open <= 0 || isSet(row, 'delivered_by_supplier')) continue;
    changes.add(
      text(row, 'item_code'),
      text(row, 'warehouse'),
      'ordered_qty',
      open * number(row, 'conversion_factor'),
    );
  }
  return changes;
}

/**
 * What a submitted Sales Order owns in the warehouses: reserved_qty. On Hold and Closed own
 * nothing; a bundle owns its packed items, in proportion to what is undelivered.
 */
export function reservedBy(order: Doc): BinChanges {
  const changes = new BinChanges();
  if (number(order, 'docstatus') !== 1 || ['On Hold', 'Closed'].includes(text(order, 'status')))
    return changes;
  const packed = rowsOf(order, 'packed_items');
  for (const row of rowsOf(order, 'items')) {
    const qty = number(row, 'qty');
    const open = qty - number(row, 'delivered_qty');
    if (open <= 0 || isSet(row, 'delivered_by_supplier')) continue;
    const parts = packed.filter((part) => text(part, 'parent_detail_docname') === text(row, 'name'));
    for (const part of parts) {
      changes.add(
        text(part, 'item_code'),
        text(part, 'warehouse'),
        'reserved_qty',
        (number(part, 'qty') * open) / qty,
      );
    }
    if (parts.length > 0 || !isSet(row, 'is_stock_item')) continue;
    changes.add(
      text(row, 'item_code'),
      text(row, 'warehouse'),
      'reserved_qty',
      (number(row, 'stock_qty') * open) / qty,
    );
  }
  return changes;
}

/** What a submitted Material Request asks for: indented_qty. */
export function requestedBy(request: Doc): BinChanges {
  const changes = new BinChanges();
  if (number(request, 'docstatus') !== 1 || text(request, 'status') === 'Stopped') return changes;
  for (const row of rowsOf(request, 'items')) {
    const open = number(row, 'stock_qty') - number(row, 'ordered_qty');
    if (open > 0) changes.add(text(row, 'item_code'), text(row, 'warehouse'), 'indented_qty', open);
  }
  return changes;
}
