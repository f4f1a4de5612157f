import { type CpuProfile, flameOf, partShares, selfShares } from './cpu-profile.js';

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

  it('says which packages and folders took the time', () => {
    const urls = [
      '/srv/dist/apps/gateway/src/adapters/in/http.js',
      'file:///srv/dist/apps/gateway/src/adapters/out/call.js',
      '/srv/dist/libs/grpc/src/client.js',
      '/srv/node_modules/@grpc/grpc-js/build/src/call.js',
      'node:internal/http2/core',
      'node:_http_outgoing',
      '',
    ];
    const [root, ...nodes] = ['(root)', ...urls].map((url, at) => ({
      id: at,
      callFrame: frame(at === 0 ? '(root)' : 'f', url),
      children: at === 0 ? urls.map((_, child) => child + 1) : [],
    }));
    const samples = nodes.map(({ id }) => id);
    const shares = partShares({
      nodes: root === undefined ? [] : [root, ...nodes],
      samples: [...samples, 0],
      timeDeltas: [0, ...samples.map(() => 1_000)],
    });
    expect(shares.map(({ name, selfMs }) => [name, selfMs])).toEqual([
      ['apps/gateway/src/adapters', 2],
      ['libs/grpc', 1],
      ['@grpc/grpc-js', 1],
      ['Node: http2', 1],
      ['Node: http', 1],
      ['native code of Node and V8, system calls', 1],
    ]);
  });

  it('is refused when it is empty', () => {
    expect(() => flameOf({ nodes: [], samples: [], timeDeltas: [] })).toThrow('empty');
  });
});
