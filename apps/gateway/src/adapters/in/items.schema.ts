import { z } from 'zod';
import { instant, quantity, text } from './answer.schema.js';
import { name } from './promise-request.schema.js';
import { pageLimit, searchText } from './query.schema.js';

/** The query of `GET /otp/items`. */
export const itemsQuery = z.object({
  search: searchText.optional().describe('Part of code or name, in any case.'),
  limit: pageLimit,
});

/** The query of `GET /api/items/search`. */
export const itemSearchQuery = z.object({
  query: searchText.optional().describe('Part of code or name, in any case.'),
  limit: pageLimit,
});

/** The query of `GET /api/items/validate`. */
export const itemQuery = z.object({ item_code: name('the item code') });

/** The query of `GET /api/items/stock`. */
export const itemStockQuery = z.object({
  item_code: name('the item code'),
  warehouse: name('the warehouse').describe('Leaf, or group: the sum of its leaves.'),
});

export const itemsAnswer = z.array(z.string());

export const itemSearchAnswer = z.array(
  z
    .strictObject({
      item_code: z.string(),
      item_name: z.string(),
      stock_uom: text('Unit in which stock is counted.'),
    })
    .meta({ id: 'Item' }),
);

export const itemAnswer = z
  .strictObject({
    valid: z.boolean().describe("Whether it can be ordered; false: ERPNext knows it, but it can't."),
    item_code: text('As ERPNext writes it.'),
    item_name: z.string(),
  })
  .meta({ id: 'ItemCheck' });

export const itemStockAnswer = z
  .strictObject({
    item_code: text('As ERPNext writes it.'),
    warehouse: z.string(),
    stock_actual: quantity('Physically there.'),
    stock_reserved: quantity('Owned by other demand.'),
    stock_available: quantity('The rest; below zero it is owed.'),
    as_of: instant('When this was true.'),
  })
  .meta({ id: 'ItemStock' });
