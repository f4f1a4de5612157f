export { attributes, type AttributeName } from './attributes.js';
export { type Component, componentIds, components } from './components.js';
export { componentOf, type SpanFacts } from './component-of.js';
export { readContext, writeContext } from './grpc-context.js';
export type { Span } from './span.js';
export type { SpanId, SpanKindName } from './spans.js';
export { preloadSdk, recorder, startTracing, stopTracing, tracing } from './start-tracing.js';
export { type LoggedRequest, Tracing, type TracingOptions } from './tracing.js';
