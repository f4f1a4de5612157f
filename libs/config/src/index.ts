export {
  CONFIG,
  type Config,
  ConfigurationError,
  loadConfig,
  loadRedisConfig,
  type RedisVariables,
} from './load-config.js';
export { type ProcessName, processes, type Variable, type Variables, variables } from './variables.js';
