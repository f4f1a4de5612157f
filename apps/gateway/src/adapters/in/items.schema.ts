import { z } from 'zod';
import { name } from './promise-request.schema.js';
import { pageLimit, searchText } from './query.schema.js';

/** The query of `GET /otp/items`. */
export const itemsQuery = z.object({ search: searchText.optional(), limit: pageLimit });

/** The query of `GET /api/items/search`. */
export const itemSearchQuery = z.object({ query: searchText.optional(), limit: pageLimit });

/** The query of `GET /api/items/validate`. */
export const itemQuery = z.object({ item_code: name('the item code') });

/** The query of `GET /api/items/stock`. */
export const itemStockQuery = z.object({
  item_code: name('the item code'),
  warehouse: name('the warehouse'),
});

export const itemsAnswer = z.array(z.string());

export const itemSearchAnswer = z.array(
  z.strictObject({ item_code: z.string(), item_name: z.string(), stock_uom: z.string() }),
);

/** `valid` false: ERPNext knows the item, but it can't be ordered. */
export const itemAnswer = z.strictObject({
  valid: z.boolean(),
  item_code: z.string(),
  item_name: z.string(),
});

export const itemStockAnswer = z.strictObject({
  item_code: z.string(),
  warehouse: z.string(),
  stock_actual: z.number(),
  stock_reserved: z.number(),
  stock_available: z.number(),
  as_of: z.iso.datetime(),
});
