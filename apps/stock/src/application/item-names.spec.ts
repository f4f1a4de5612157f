import { ItemNames } from './item-names.js';

const names = new ItemNames([
  'BOLT-M8',
  'WIDGET A 100',
  'Ölfilter',
  'A,B',
  'A-1',
  'A1',
  'בורג-8',
  '50% ACID',
]);

it.each([
  ['BOLT-M8', 'BOLT-M8'],
  ['bolt-m8', 'BOLT-M8'],
  ['BOLT-M8  ', 'BOLT-M8'],
  ['olfilter', 'Ölfilter'],
  ['a1', 'A1'],
  ['a-1', 'A-1'],
  ['a,b', 'A,B'],
  ['בורג-8', 'בורג-8'],
])('%p is %p', (asked, name) => expect(names.find(asked)).toBe(name));

it.each(['', ' ', 'BOLT', 'BOLTM8', ' BOLT-M8', '50 ACID'])('%p is none of them', (asked) =>
  expect(names.find(asked)).toBeUndefined(),
);
