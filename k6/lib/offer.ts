import { SharedArray } from 'k6/data';
import type { Catalogue, CatalogueItem } from './measures.ts';
import type { Offer } from './orders.ts';
import { settings } from './settings.ts';

const catalogue = (): Catalogue => JSON.parse(open(settings.catalogue)) as Catalogue;

/** The catalogue, once for all users. */
export const offer: Offer = {
  stocked: new SharedArray<CatalogueItem>('stocked', () =>
    catalogue().items.filter(({ stock }) => stock >= 1),
  ),
  incoming: new SharedArray<CatalogueItem>('incoming', () =>
    catalogue().items.filter(({ stock, inbound }) => Math.floor(stock + inbound) > Math.floor(stock)),
  ),
  disabled: new SharedArray<string | null>('disabled', () => [catalogue().disabled])[0] ?? null,
};
