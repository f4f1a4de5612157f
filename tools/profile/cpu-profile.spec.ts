import { type CpuProfile, flameOf, selfShares } from './cpu-profile.js';

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });

describe('a CPU profile', () => {
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
      { id: 2, callFrame: frame('(idle)') },
      { id: 3, callFrame: frame('serve', 'file:///srv/dist/apps/promise/src/main.js', 11), children: [4] },
      { id: 4, callFrame: frame('', '/srv/node_modules/zod/core.js', 0) },
      { id: 5, callFrame: frame('serve', 'file:///srv/dist/apps/promise/src/main.js', 11) },
    ],
    samples: [3, 4, 2, 5, 4],
    timeDeltas: [700, 1_000, 2_000, 50_000, 4_000],
  };
  const serve = 'serve apps/promise/src/main.js:12';

  it('becomes a tree in which a frame holds what it called, and idling takes no place', () => {
    expect(flameOf(profile)).toEqual({
      name: '(root)',
      value: 7,
      children: [
        { name: serve, value: 3, children: [{ name: '(anonymous) zod/core.js:1', value: 2, children: [] }] },
        { name: serve, value: 4, children: [] },
      ],
    });
  });

  it('says which functions took the time, wherever they were called', () => {
    expect(selfShares(profile)).toEqual([
      { name: serve, selfMs: 5, percent: expect.closeTo(71.4, 1) },
      { name: '(anonymous) zod/core.js:1', selfMs: 2, percent: expect.closeTo(28.6, 1) },
    ]);
  });

  it('is refused when it is empty', () => {
    expect(() => flameOf({ nodes: [], samples: [], timeDeltas: [] })).toThrow('empty');
  });
});
