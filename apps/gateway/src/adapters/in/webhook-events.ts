import { z } from 'zod';
import type { Hint } from '#libs/redis';

/** What the bodies of all webhooks hold; the rest depends on the event. */
const names = z
  .array(z.string().nullish())
  .transform((list) => list.filter((name) => typeof name === 'string'));
const place = z.looseObject({ item_code: z.string() });
const purchaseOrder = z.looseObject({ name: z.string(), item_codes: names });
const salesOrder = z.looseObject({ item_codes: names, packed_item_codes: names });
const named = z.looseObject({ name: z.string() });

type Reading = z.ZodType<Hint>;

const itemAtPlace: Reading = place.transform(({ item_code }) => ({ kind: 'items', codes: [item_code] }));
const order: Reading = purchaseOrder.transform(({ name, item_codes }) => ({
  kind: 'order',
  name,
  codes: item_codes,
}));
const sale: Reading = salesOrder.transform(({ item_codes, packed_item_codes }) => ({
  kind: 'items',
  codes: [...new Set([...item_codes, ...packed_item_codes])],
}));
const item: Reading = named.transform(({ name }) => ({ kind: 'items', codes: [name] }));
const reference: Reading = named.transform(() => ({ kind: 'reference' }));

/** What each event of ERPNext, by the last part of its address, says to read again. */
export const webhookEvents: ReadonlyMap<string, Reading> = new Map([
  ['stock-ledger-entry-after-insert', itemAtPlace],
  ['bin-after-insert', itemAtPlace],
  ['bin-on-change', itemAtPlace],
  ['purchase-order-on-submit', order],
  ['purchase-order-on-cancel', order],
  ['purchase-order-on-change', order],
  ['purchase-order-on-trash', order],
  ['sales-order-on-submit', sale],
  ['sales-order-on-cancel', sale],
  ['sales-order-on-change', sale],
  ['warehouse-on-update', reference],
  ['warehouse-on-trash', reference],
  ['item-on-update', item],
  ['item-on-trash', item],
  ['product-bundle-on-update', reference],
  ['company-on-update', reference],
  ['holiday-list-on-update', reference],
]);
