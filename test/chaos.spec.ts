import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildRun, FaultyLink, type LinkState, runChild, waitFor } from '#libs/testing';
import { clocks } from '../tools/chaos/clocks.js';
import type { Disturbance } from '../tools/chaos/disturbance.js';
import type { ProcessState } from '../tools/chaos/disturbed-process.js';
import { processes } from '../tools/chaos/processes.js';
import { play, type Scene } from '../tools/chaos/scene.js';
import type { ClusterPlan } from '../tools/start/cluster-plan.js';

const clockScene = clocks();
let link: FaultyLink | undefined;

/** What `npm run chaos` does, a little of each kind, with a link of ours in place of Toxiproxy's. */
const scene: Scene = {
  // Until connections to promise 1 are back, promise 2 is the only one.
  disturbances: [
    damaged('is cut', { traffic: 'cut' }),
    damaged('swallows everything', { traffic: 'silent' }),
    found(clockScene, 'the clock of stock 1 is an hour ahead'),
    found(processes, 'promise 2 is told to end'),
  ],
  prepare: async () => {
    const prepared = await clockScene.prepare?.();
    return {
      adapt: async (plan) => (prepared?.adapt ?? ((same) => same))(await linked(plan)),
      close: async () => {
        await Promise.all([prepared?.close?.(), link?.close()]);
      },
    };
  },
};

function found({ disturbances }: Scene, what: string): Disturbance {
  const disturbance = disturbances.find((each) => each.what === what);
  if (disturbance === undefined) throw new Error(`Nothing is called "${what}".`);
  return disturbance;
}

function damaged(how: string, state: LinkState): Disturbance {
  return {
    what: `the link to promise 1 ${how}`,
    loses: 'nothing',
    begin: () => Promise.resolve(link?.set(state)),
    end: () => Promise.resolve(link?.set({})),
  };
}

async function linked(plan: ClusterPlan): Promise<ClusterPlan> {
  const [first, ...others] = plan.promises;
  link = await FaultyLink.to(first?.port ?? 0);
  const addresses = [link.address, ...others.map(({ port }) => `127.0.0.1:${port}`)].join(',');
  return {
    ...plan,
    gateways: plan.gateways.map((gateway) => ({
      ...gateway,
      env: { ...gateway.env, PROMISE_ADDRESSES: addresses },
    })),
  };
}

it('callers notice nothing of an end, a damaged link and a wrong clock, and the replica follows on', async () => {
  const said: string[] = [];
  const rows = await play(scene, {
    ...{ rate: 20, settleMs: 500, lastsMs: 3_000 },
    say: (what) => said.push(what),
  });
  expect(said).toHaveLength(scene.disturbances.length);
  expect(rows.map(({ what, faults, lost, isAsAllowed }) => ({ what, faults, lost, isAsAllowed }))).toEqual(
    scene.disturbances.map(({ what }) => ({ what, faults: {}, lost: 0, isAsAllowed: true })),
  );
  for (const { calls } of rows) expect(calls).toBeGreaterThan(20);
}, 180_000);

describe('a disturbed process', () => {
  const HOUR_MS = 3_600_000;
  const state = join(tmpdir(), `otp-state-${randomUUID()}.json`);
  const script = `setInterval(() => {
    gc();
    const now = performance.timeOrigin + performance.now();
    console.log(Math.round((new Date() - now) / 60_000), Math.round(v8.getHeapStatistics().used_heap_size / 2 ** 20));
  }, 20)`;
  let child: ChildRun;
  beforeAll(async () => {
    writeFileSync(state, '{}');
    const preload = ['--import', `./dist/tools/chaos/disturbed-process.js?state=${state}`];
    child = await runChild([process.execPath, ...preload, '--expose-gc', '-e', script]);
    await waitFor(() => child.output() !== '');
  });
  afterAll(async () => {
    await child.stop();
    rmSync(state);
  });
  /** Minutes that its clock is ahead, and mebibytes of its heap that are used. */
  const seen = (): number[] => (child.output().trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  const tell = (told: ProcessState): void => {
    writeFileSync(`${state}.new`, JSON.stringify(told));
    renameSync(`${state}.new`, state);
  };

  it.each([
    ['an hour ahead', { clockAheadMs: HOUR_MS }, 60],
    ['an hour behind', { clockAheadMs: -HOUR_MS }, -60],
    ['right', {}, 0],
  ])('has a clock that is %s', async (_, told, minutes) => {
    tell(told);
    await waitFor(() => seen()[0] === minutes, { what: `${minutes} min` });
  });

  it('has its heap filled as far as it is told, until it is told otherwise', async () => {
    tell({ heapBytes: 100 * 2 ** 20 });
    await waitFor(() => Math.abs((seen()[1] ?? 0) - 100) <= 2, { what: '100 MiB' });
    tell({});
    await waitFor(() => (seen()[1] ?? 100) < 50, { what: 'an empty heap' });
  });
});
