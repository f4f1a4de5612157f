/**
 * Kinds of requests that ERPNext may answer while it fails others: each has a circuit breaker of its own.
 * `stock`: Bins. `purchase`: purchase orders. `items`: item masters. `documents`: single documents and what
 * is written to them. `reference`: what is the same for every order, and methods.
 */
export const endpoints = ['stock', 'purchase', 'items', 'documents', 'reference'] as const;
export type Endpoint = (typeof endpoints)[number];

const ENDPOINT_OF: Readonly<Record<string, Endpoint>> = {
  Bin: 'stock',
  'Purchase Order': 'purchase',
  Item: 'items',
  'Sales Order': 'documents',
  'Material Request': 'documents',
  Comment: 'documents',
};

export function endpointOf(doctype: string): Endpoint {
  return ENDPOINT_OF[doctype] ?? 'reference';
}
