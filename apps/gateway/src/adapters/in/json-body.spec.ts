import { isOtpError } from '#libs/kernel';
import { parseJson } from './json-body.js';

it.each([
  ['{"qty": 0.1}', 0.1],
  ['{"qty": 0.123456789}', 0.123456789],
  ['{"qty": 1.50000000000000000000}', 1.5],
  ['{"qty": 1.2345678901e3}', 1234.5678901],
  ['{"qty": "0.12345678901"}', '0.12345678901'],
])('%s keeps its quantity', (text, qty) => {
  expect(parseJson(text)).toEqual({ qty });
});

it.each([
  '{"qty": 1.00000000000000000001}',
  '{"qty": 0.10000000000000000001}',
  '{"qty": 100.0000000000001e-1}',
])('%s is not rounded in silence', (text) => {
  expect(parseJson(text)).toEqual({ qty: NaN });
});

it.each(['', '{', '{"qty": NaN}', '{"qty": Infinity}', '{"a": 1,}', 'order', `{"a": '1'}`])(
  'refuses %j as malformed and quotes nothing of it',
  (text) => {
    let thrown: unknown;
    try {
      parseJson(text);
    } catch (error) {
      thrown = error;
    }
    expect(isOtpError(thrown) && thrown.code).toBe('MALFORMED_JSON');
    expect((thrown as { detail: string }).detail).toMatch(/^The body is not valid JSON: .+\.$/);
  },
);
