import { preloadSdk } from './start-tracing.js';

await preloadSdk();
