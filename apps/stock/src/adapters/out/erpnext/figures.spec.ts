import { Fields } from './figures.js';

const fields = (value: unknown): Fields => new Fields('Bin of A in W', { field: value });

it.each([
  [3, 3],
  [0.30000000000000004, 0.3],
  ['12.500000000', 12.5],
  [' -4 ', -4],
  ['1e-3', 0.001],
  [-0.0, 0],
  [999_999_999_999, 999_999_999_999],
])('quantity %p is %p', (value, quantity) => expect(fields(value).quantity('field')).toBe(quantity));

it.each([null, undefined, '', 'abc', '12,5', '0x10', 'NaN', 'Infinity', true, [], {}, 1e12, NaN])(
  'quantity %p is refused, and never zero',
  (value) => {
    expect(() => fields(value).quantity('field')).toThrow(
      expect.objectContaining({
        code: 'SUPPLY_INVALID',
        detail: expect.stringMatching(/^field of Bin of A in W is .*correct it in ERPNext/),
      }),
    );
  },
);

it.each([0, -1, '0'])('factor %p is refused', (value) =>
  expect(() => fields(value).factor('field')).toThrow('SUPPLY_INVALID'),
);

it.each([
  ['2026-12-01', '2026-12-01'],
  [null, null],
  [undefined, null],
  ['', null],
])('date %p is %p', (value, date) => expect(fields(value).optionalDate('field')).toBe(date));

it.each(['2026-02-30', '01.12.2026', '0000-00-00', '2026-12-01 00:00:00', '1969-12-31', 20261201])(
  'date %p is refused',
  (value) => expect(() => fields(value).optionalDate('field')).toThrow('SUPPLY_INVALID'),
);

it.each([
  [0, false],
  [1, true],
  ['0', false],
  ['1', true],
  [false, false],
  [true, true],
])('flag %p is %p', (value, flag) => {
  expect(fields(value).flag('field')).toBe(flag);
  expect(fields(value).optionalFlag('field')).toBe(flag);
});
it.each([2, -1, 'yes', '', {}])('flag %p is refused', (value) => {
  expect(() => fields(value).flag('field')).toThrow('SUPPLY_INVALID');
  expect(() => fields(value).optionalFlag('field')).toThrow('SUPPLY_INVALID');
});
it.each([null, undefined])('flag %p is refused, unless it is optional', (value) => {
  expect(() => fields(value).flag('field')).toThrow('SUPPLY_INVALID');
  expect(fields(value).optionalFlag('field')).toBe(false);
});

it('refuses rows that are not objects', () => {
  for (const row of [null, 3, 'x', []]) expect(() => Fields.of(row, () => 'x')).toThrow('SUPPLY_INVALID');
});
