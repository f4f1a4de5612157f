import { allOld, stages } from './stages.js';

it.each([
  ['gateway', 'promise'],
  ['gateway', 'stock'],
  ['promise', 'stock'],
  ['promise', 'replica'],
] as const)('%s and %s meet in every mix of two builds', (one, other) => {
  const met = new Set([allOld, ...stages().map(({ mix }) => mix)].map((mix) => `${mix[one]} ${mix[other]}`));
  expect([...met].sort()).toEqual(['new new', 'new old', 'old new', 'old old']);
});

it('ends where it began', () => {
  expect(stages().at(-1)?.mix).toEqual(allOld);
});
