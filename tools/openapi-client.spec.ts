import { readFileSync } from 'node:fs';
import { CLIENT_TYPES, clientTypes } from './openapi/client-types.js';

it('the client is what `npm run client:generate` makes', async () => {
  expect(readFileSync(CLIENT_TYPES, 'utf8')).toBe(await clientTypes());
});
