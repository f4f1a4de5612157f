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

it('finds each of very many names, and none that is not there', () => {
  const count = 10_000;
  const many = new ItemNames(Array.from({ length: count }, (_, i) => `Öse-${(i * 7919) % count}`));
  for (let i = 0; i < count; i += 20) {
    expect(many.find(`ose-${i} `)).toBe(`Öse-${i}`);
    expect(many.find(`ose-${i}x`)).toBeUndefined();
  }
  expect(many.find('aaa')).toBeUndefined();
  expect(many.find('zzz')).toBeUndefined();
});

it('takes the first of names that are the same', () =>
  expect(new ItemNames(['z', 'B', 'b', 'a']).find('ｂ')).toBe('B'));
