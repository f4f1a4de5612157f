import { writeFileSync } from 'node:fs';
import { CLIENT_TYPES, clientTypes } from './openapi/client-types.js';

writeFileSync(CLIENT_TYPES, await clientTypes());
console.log(`${CLIENT_TYPES} is written.`);
