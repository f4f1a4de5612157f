import { join } from 'node:path';
import { projectFolder, runChild } from '#libs/testing';

const watch = join(projectFolder, 'dist', 'libs', 'service', 'src', 'full-heap.js');

/** Keeps one MB after the other until it is told that the heap is full, or has `most` of them. */
const program = (most: number): string => `
  const { watchHeap } = await import(${JSON.stringify(watch)});
  watchHeap((usedMb, limitMb) => {
    console.log(JSON.stringify({ usedMb, limitMb }));
    process.exit(0);
  });
  const kept = [];
  const more = () => {
    kept.push(Array.from({ length: 131_072 }, (_, at) => at + 0.5));
    if (kept.length < ${most}) setImmediate(more);
    else console.log('enough');
  };
  more();`;

const run = async (limitMb: number, most: number) => {
  const child = await runChild([
    process.execPath,
    ...[`--max-old-space-size=${limitMb}`, '--max-semi-space-size=2'],
    ...['--input-type=module', '--eval', program(most)],
  ]);
  return { code: await child.ended, output: child.output() };
};

it('a heap that is nearly full is told before V8 gives up', async () => {
  const { code, output } = await run(64, 1_000);
  expect([code, output]).toEqual([0, expect.stringMatching(/^\{"usedMb":6\d,"limitMb":64\}/)]);
}, 30_000);

it('a heap with room is not', async () => {
  expect(await run(256, 100)).toEqual({ code: 0, output: expect.stringMatching(/^enough/) });
}, 30_000);
