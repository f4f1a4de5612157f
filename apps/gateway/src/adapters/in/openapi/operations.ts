import { engineOperations } from './engine.operations.js';
import { itemOperations } from './item.operations.js';
import { openapiDocument } from './openapi-document.js';
import type { Operation } from './operation.js';
import { promiseOperations } from './promise.operations.js';
import { salesOrderOperations } from './sales-order.operations.js';

/** Every operation of the API, in the order in which people read them. */
const operations: readonly Operation[] = [
  ...promiseOperations,
  ...salesOrderOperations,
  ...itemOperations,
  ...engineOperations,
];

/** The OpenAPI 3.1 document of the API. */
export const document = openapiDocument(operations);
