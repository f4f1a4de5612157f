import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPlan } from '../start/cluster-plan.js';
import { type Disturbance, processOf, type Stage } from './disturbance.js';
import { redisCommand } from './redis-command.js';
import type { Scene } from './scene.js';

const DISK_MB = 64;
const PIECE = Buffer.alloc(1024 * 1024);

/** Redis can keep nothing: first as it runs here, writing every change, then with snapshots. */
export function disk(): Scene {
  let folder = '';
  /** Where the disk of Redis is for us. */
  const seen = (stage: Stage): string => join('/proc', String(processOf(stage, 'redis').pid), 'root', folder);
  const isFull = (what: string, keep: (stage: Stage) => Promise<void>): Disturbance => ({
    what: `the disk of Redis is full, which keeps ${what}`,
    loses: 'writes',
    begin: async (stage) => {
      await keep(stage);
      fill(seen(stage));
    },
    end: (stage) => Promise.resolve(rmSync(join(seen(stage), 'ballast'))),
  });
  return {
    disturbances: [
      isFull('every change (appendonly)', () => Promise.resolve()),
      isFull('snapshots (save)', async (stage) => {
        await redisCommand(processOf(stage, 'redis').port, 'CONFIG', 'SET', 'appendonly', 'no');
        await redisCommand(processOf(stage, 'redis').port, 'CONFIG', 'SET', 'save', '1 1');
      }),
    ],
    lacks: () => {
      const [program, ...args] = withSmallDisk('/tmp', ['true']);
      return spawnSync(program, args).status === 0
        ? undefined
        : 'A small disk can not be mounted: that needs root, or user namespaces (unshare --map-root-user --mount).';
    },
    prepare: () =>
      Promise.resolve({
        adapt: (plan): ClusterPlan => {
          const { command } = plan.redis;
          const at = command.indexOf('--dir') + 1;
          folder = join(command[at] ?? '', 'redis');
          mkdirSync(folder);
          return {
            ...plan,
            redis: { ...plan.redis, command: withSmallDisk(folder, command.with(at, folder)) },
          };
        },
      }),
  };
}

/** Runs a command with a small disk of its own at a folder, which nobody else sees and which goes with it. */
function withSmallDisk(folder: string, command: readonly string[]): [string, ...string[]] {
  const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = `mount -t tmpfs -o size=${DISK_MB}m tmpfs "$0" && exec "$@"`;
  return ['unshare', ...mapped, '--mount', 'sh', '-c', script, folder, ...command];
}

function fill(folder: string): void {
  // Redis may remove a half-written file meanwhile.
  do {
    try {
      for (;;) writeFileSync(join(folder, 'ballast'), PIECE, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  } while (statfsSync(folder).bavail > 0);
}
