import { createRequire } from 'node:module';

const packageJson = createRequire(import.meta.url)('#package') as { version: string };

export const version = packageJson.version;
