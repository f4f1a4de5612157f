import { setTimeout as pause } from 'node:timers/promises';
import type { SpanExport } from './sdk.js';
import { Tracing, type TracingOptions } from './tracing.js';

let sdk: SpanExport | undefined;
let running: Tracing | undefined;

/** Starts the SDK where the standard variables name a destination; once, before anything else is loaded. */
export async function preloadSdk(): Promise<void> {
  const { hasDestination, startSdk } = await import('./sdk.js');
  if (sdk === undefined && hasDestination()) sdk = await startSdk();
}

/** Begins to record; nothing happens in a process whose traces go nowhere. */
export function startTracing(options: Omit<TracingOptions, 'exportSpan'>): void {
  if (sdk !== undefined) running ??= new Tracing({ ...options, exportSpan: sdk.exportSpan });
}

/** The end of a process waits no longer for whom its traces go to. */
const LAST_EXPORT_MS = 2_000;

/** Exports what is still waiting. */
export async function stopTracing(): Promise<void> {
  running?.stop();
  running = undefined;
  await Promise.race([sdk?.shutdown(), pause(LAST_EXPORT_MS, undefined, { ref: false })]);
  sdk = undefined;
}

/** The recorder of this process, for who keeps it; undefined when its traces go nowhere. */
export function recorder(): Tracing | undefined {
  return running;
}

/** The recorder for the call at hand; undefined when its traces go nowhere, and while recording is switched off. */
export function tracing(): Tracing | undefined {
  return running?.isOn === true ? running : undefined;
}
