import { redisCommand } from './redis-command.js';
import { type Disturbance, processOf } from './disturbance.js';
import { ProcessStates } from './process-states.js';
import type { Scene } from './scene.js';

const DISTURBED = ['gateway 1', 'promise 1', 'stock 1', 'stock 2'];
/** For all services, so that their heaps are full soon. */
const HEAP_MB = 160;
const LEFT_MB = 4;

const redisFull: Disturbance = {
  what: 'Redis has no memory left',
  loses: 'writes',
  begin: (stage) => redisCommand(processOf(stage, 'redis').port, 'CONFIG', 'SET', 'maxmemory', '1'),
  end: (stage) => redisCommand(processOf(stage, 'redis').port, 'CONFIG', 'SET', 'maxmemory', '0'),
};

/** The heap of one process after the other is filled almost to its limit, and Redis to its own. */
export function memory(): Scene {
  const states = new ProcessStates();
  const filled = (name: string): Disturbance => ({
    what: `${name} has ${LEFT_MB} MiB of its heap left`,
    loses: 'writes',
    begin: () => states.tell(name, { heapBytes: (HEAP_MB - LEFT_MB) * 2 ** 20 }),
    end: () => states.tell(name, {}),
  });
  return {
    disturbances: [...DISTURBED.map(filled), redisFull],
    prepare: () =>
      Promise.resolve({
        adapt: (plan) => states.adapt(plan, [`--max-old-space-size=${HEAP_MB}`]),
        close: () => Promise.resolve(states.remove()),
      }),
  };
}
