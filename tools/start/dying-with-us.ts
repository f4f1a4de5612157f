import { spawnSync } from 'node:child_process';

/**
 * Words to put before a command so that it is told to end when this process dies without a chance to
 * stop it. Linux can do that (util-linux' setpriv); elsewhere there is nothing to put.
 */
export function dyingWithUs(): readonly string[] {
  const prefix = ['setpriv', '--pdeathsig', 'TERM'] as const;
  const tried = spawnSync(prefix[0], [...prefix.slice(1), 'true'], { stdio: 'ignore' });
  return tried.status === 0 ? prefix : [];
}
