import { foldCode, keys, sameCode } from './keys.js';

describe('codes', () => {
  it.each([
    ['ABC', 'abc'],
    ['ABC  ', 'abc'],
    ['Äpfel', 'apfel'],
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['Ёлка', 'елка'],
    ['パ', 'ハ'],
  ])('%j and %j are one item', (one, other) => {
    expect(foldCode(one)).toBe(foldCode(other));
    expect(sameCode(one, other)).toBe(true);
  });

  it.each([
    ['A B', 'AB'],
    [' A', 'A'],
    ['A-1', 'A_1'],
    ['कि', 'की'],
    ['น้ำ', 'นำ'],
    ['½ "', '½'],
  ])('%j and %j are two', (one, other) => {
    expect(keys.item(one) === keys.item(other) && sameCode(one, other)).toBe(false);
  });
});

describe('keys', () => {
  it.each(['plain', '}{', '{}', 'a:b', '\u0000', '螺丝', '\ud800'])(
    '%j is the whole hash tag of its item',
    (code) => {
      const key = keys.item(code);
      const tag = /^[^{]*\{([^}]+)\}$/.exec(key)?.[1];
      expect(tag).toBeDefined();
      expect(key).toMatch(/^otp:i:\{[!-z|~]+\}$/);
    },
  );

  it('of other areas keep their parts apart', () => {
    expect(keys.of('key', 'a:b', 'c')).not.toBe(keys.of('key', 'a', 'b:c'));
    expect(keys.of('key', 'a', '{b}')).toBe('otp:key:a:{%7Bb%7D}');
  });
});
