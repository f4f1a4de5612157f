import { collationKey, likePattern } from './collation.js';

describe('collationKey', () => {
  it.each([
    ['BOLT-M8', 'bolt-m8 '],
    ['Müller', 'MULLER'],
    ['Straße', 'STRASSE'],
    ['БОЛТ', 'болт'],
  ])('takes %s and %s for the same', (a, b) => expect(collationKey(a)).toBe(collationKey(b)));

  it.each([
    ['BOLT-M8', 'BOLT-M9'],
    ['A,B', 'A.B'],
    [' A', 'A'],
    ['螺丝钉', '螺丝'],
    ['की', 'का'],
  ])('keeps %s and %s apart', (a, b) => expect(collationKey(a)).not.toBe(collationKey(b)));

  it('sorts punctuation, then digits, then letters', () => {
    const sorted = [
      '50% ACID',
      'A B',
      'A,B',
      'A+B&C#1?x=2',
      'A1',
      'AB/CD-1',
      "O'RING 6",
      'O"RING 5',
      '螺丝钉',
    ];
    const byKey = [...sorted].sort((a, b) => (collationKey(a) < collationKey(b) ? -1 : 1));
    expect(byKey).toEqual(sorted);
  });
});

describe('likePattern', () => {
  const matches = (pattern: string, value: string): boolean => {
    const source = [...likePattern(pattern)]
      .map((c) => (c === '%' ? '.*' : c === '_' ? '.' : c.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
      .join('');
    return new RegExp(`^${source}$`, 's').test(collationKey(value));
  };

  it('keeps its wildcards', () => {
    expect(matches('bulk-%', 'BULK-001')).toBe(true);
    expect(matches('%_8', 'BOLT-M8')).toBe(true);
    expect(matches('bolt m%', 'BOLT-M8')).toBe(false);
  });

  it('never makes a wildcard of another character', () => {
    for (const character of ' -,;:!?.\'"()[]{}@*/\\&#`^+<=>|~$') {
      expect(likePattern(character)).not.toMatch(/[%_]/);
    }
  });
});
