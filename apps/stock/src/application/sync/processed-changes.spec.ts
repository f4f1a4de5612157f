import { ProcessedChanges } from './processed-changes.js';

const change = (name: string, second: number) => ({ name, modified: `2026-11-24 12:00:${second}.000000` });
const remembered = (most: number, ...changes: ReturnType<typeof change>[]) => {
  const processed = new ProcessedChanges(most);
  processed.belongTo('one');
  processed.remember(new Map([['Bin', changes]]), '2026-11-24 12:00:00');
  return processed;
};

it.each([
  ['the same state of a document', 'Bin', change('a', 10), false],
  ['a later state', 'Bin', change('a', 11), true],
  ['another document', 'Bin', change('b', 10), true],
  ['a document of another kind', 'Item', change('a', 10), true],
])('%s', (_, doctype, key, isNew) => {
  expect(remembered(10, change('a', 10)).isNew(doctype, key)).toBe(isNew);
});

it('remembers no more than it may, and works the rest off again', () => {
  const processed = remembered(1, change('a', 10), change('b', 10));
  expect([processed.isNew('Bin', change('a', 10)), processed.isNew('Bin', change('b', 10))]).toEqual([
    false,
    true,
  ]);
});

it('forgets what lies before the overlap, so that there is room for what is in it', () => {
  const processed = remembered(1, change('a', 10));
  processed.remember(new Map([['Bin', [change('b', 30)]]]), '2026-11-24 12:00:20');
  expect([processed.isNew('Bin', change('a', 10)), processed.isNew('Bin', change('b', 30))]).toEqual([
    true,
    false,
  ]);
});

it('holds for one replica alone', () => {
  const processed = remembered(10, change('a', 10));
  processed.belongTo('one');
  expect(processed.isNew('Bin', change('a', 10))).toBe(false);
  processed.belongTo('another');
  expect(processed.isNew('Bin', change('a', 10))).toBe(true);
});
