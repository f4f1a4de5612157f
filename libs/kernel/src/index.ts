export * from './clock.js';
export * from './errors.js';
export { validationFailed } from './validation-failed.js';
