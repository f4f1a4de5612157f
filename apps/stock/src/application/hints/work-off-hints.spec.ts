import type { Hint } from './hint-queue.port.js';
import { WorkOffHints } from './work-off-hints.js';

const limits = { deadline: Infinity, signal: new AbortController().signal };

async function worked(hints: readonly Hint[]) {
  const reads: (readonly string[])[] = [];
  let published = 0;
  await new WorkOffHints({
    refresh: (codes) => (reads.push(codes), Promise.resolve([])),
    publishReference: () => ((published += 1), Promise.resolve()),
    itemsInOrders: (names) => Promise.resolve(names.map((name) => `in ${name}`)),
    itemsOnceInOrders: (names) => Promise.resolve(names.flatMap((name) => [`once in ${name}`, 'A'])),
  }).work({ hints, ids: [] }, limits);
  return { reads, published };
}

it('reads each item once, however many hints name it', async () => {
  const hints: Hint[] = [
    { kind: 'items', codes: ['A', 'B'] },
    { kind: 'items', codes: ['B'] },
    { kind: 'order', name: 'PO-1', codes: ['C'] },
    { kind: 'order', name: 'PO-1', codes: ['A'] },
  ];
  expect(await worked(hints)).toEqual({ reads: [['A', 'B', 'C', 'in PO-1', 'once in PO-1']], published: 0 });
});

it('reads many items in several reads', async () => {
  const codes = Array.from({ length: 1_001 }, (_, i) => `A${i}`);
  const { reads } = await worked([{ kind: 'items', codes }]);
  expect(reads.map((read) => read.length)).toEqual([500, 500, 1]);
});

it('reads reference data once, and no items for that', async () => {
  expect(await worked([{ kind: 'reference' }, { kind: 'reference' }])).toEqual({ reads: [], published: 1 });
});

it('leaves out what can not be the code of an item', async () => {
  const { reads } = await worked([{ kind: 'items', codes: ['', '  ', 'x'.repeat(141), 'A b'] }]);
  expect(reads).toEqual([['A b']]);
});
