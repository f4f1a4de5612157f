export type { PromiseAnswer } from './answer.js';
export { calculatePromise, type PromiseResult } from './calculate-promise.js';
export { applyDefaults, type Order, type PromiseRequest, type RuleDefaults } from './order.js';
export { prepareItem, type PreparedItem } from './prepared-item.js';
export { PreparedReference, prepareReference, type Settings } from './prepared-reference.js';
export type { BundleComponent, ItemSupply, OwnReservation, Reference } from './supply.js';
export type { World } from './world.js';
