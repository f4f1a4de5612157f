import type { Limits } from '../limits.js';

/** Reads warehouses, companies and bundles and gives them to all services; rejects with why it could not. */
export interface ReferencePublisher {
  publish(limits: Limits): Promise<void>;
}
