import { containsPart, findsTooMuch, patternOf } from './literal-search.js';

it.each([
  ['bolt', '%bolt%', false],
  ['50%', '%50_%', true],
  ['a_b', '%a_b%', true],
  ['a\\b', '%a\\b%', false],
])('a text that contains %s is like %s', (part, pattern, tooMuch) => {
  expect([patternOf(part), findsTooMuch(part)]).toEqual([pattern, tooMuch]);
});

it.each([
  ['50% Acid', '0% ac', true],
  ['500 ACID', '0% ac', false],
  ['Öse_1', 'OSE_', true],
  ['STRASSE', 'straß', true],
])('%s against %s: %s', (text, part, contained) => expect(containsPart(text, part)).toBe(contained));
