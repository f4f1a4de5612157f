import type { Disturbance } from './disturbance.js';
import { ProcessStates } from './process-states.js';
import type { Scene } from './scene.js';

const HOUR_MS = 3_600_000;

/** One of each kind, and the clock of the site that ERPNext runs on. */
const DISTURBED = ['gateway 1', 'promise 1', 'stock 1', 'stock 2', 'sandbox'];

/** The clock of one process after the other is an hour ahead, then an hour behind, and right again each time. */
export function clocks(): Scene {
  const states = new ProcessStates();
  const shifted = (name: string, way: 'ahead' | 'behind'): Disturbance => ({
    what: `the clock of ${name} is an hour ${way}`,
    loses: 'nothing',
    begin: () => states.tell(name, { clockAheadMs: way === 'ahead' ? HOUR_MS : -HOUR_MS }),
    end: () => states.tell(name, {}),
  });
  return {
    disturbances: DISTURBED.flatMap((name) => [shifted(name, 'ahead'), shifted(name, 'behind')]),
    prepare: () =>
      Promise.resolve({
        adapt: (plan) => states.adapt(plan),
        close: () => Promise.resolve(states.remove()),
      }),
  };
}
