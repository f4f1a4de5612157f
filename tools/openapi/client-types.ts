import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { document } from '../../apps/gateway/src/adapters/in/openapi/operations.js';

/** Where the types of the client lie. */
export const CLIENT_TYPES = 'libs/client/src/gen/api.ts';

/** TypeScript types of the whole API. */
export async function clientTypes(): Promise<string> {
  const types = await openapiTS(JSON.parse(JSON.stringify(document)) as OpenAPI3, {
    defaultNonNullable: false,
  });
  return `// Made by \`npm run client:generate\` from the description of the HTTP API.\n\n${astToString(types)}`;
}
