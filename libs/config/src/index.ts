export { CONFIG, type Config, ConfigurationError, loadConfig } from './load-config.js';
export { type ProcessName, processes, type Variable, variables } from './variables.js';
