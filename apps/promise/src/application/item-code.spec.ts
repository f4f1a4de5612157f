import { isSameItem, itemKey } from './item-code.js';

describe('itemKey', () => {
  it.each([
    ['Bolt', 'bOLT'],
    ['Bolt', 'Bolt  '],
    ['Käfig', 'KAFIG'],
    ['Straße', 'STRASSE'],
    ['Ψηφίο', 'ψηφιο'],
    ["3/4\" 'x', 5%", "3/4\" 'X', 5%"],
  ])('is the same for %s and %s', (one, other) => {
    expect(itemKey(one)).toBe(itemKey(other));
    expect(isSameItem(one, other)).toBe(true);
  });

  it.each([
    ['Bolt', 'Bolt 2'],
    [' Bolt', 'Bolt'],
    ['x2', 'x²'],
    ['A-1', 'A 1'],
  ])('tells %s from %s', (one, other) => {
    expect(itemKey(one)).not.toBe(itemKey(other));
  });

  it('is empty for what is no code', () => {
    expect(itemKey('  ')).toBe('');
    expect(itemKey('')).toBe('');
  });
});
