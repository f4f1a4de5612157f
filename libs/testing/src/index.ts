export { type RunningApp, startApp, startSandbox } from './running-app.js';
export { type Cluster, runStart, startCluster } from './cluster.js';
export { type ChildRun, projectFolder, runChild } from './child-run.js';
export { accepts, freePort } from './free-port.js';
export { waitFor } from './wait-for.js';
export { HoldingErpnext } from './holding-erpnext.js';
export { expectNothingLeft, lives } from './nothing-left.js';
