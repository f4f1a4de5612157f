export * from './billionths.js';
export * from './clock.js';
export * from './errors.js';
export { TimeSlice } from './time-slice.js';
export { withoutTrailingSlashes } from './trailing-slashes.js';
export { validationFailed } from './validation-failed.js';
export * from './warehouse-class.js';
export type { WorkSpan } from './work-span.js';
