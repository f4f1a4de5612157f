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

it.each<[string, string]>([
  ['', 'it ends too early'],
  ['{', "it can't be read from line 1, column 2 on"],
  ['{"qty": NaN}', 'there is a "N" where none may be'],
  ['{"qty": Infinity}', 'there is a "I" where none may be'],
  ['{\n"a": 1,}', "it can't be read from line 2, column 8 on"],
  ['order 4711', 'there is a "o" where none may be'],
  [`{"a": '1'}`, `there is a "'" where none may be`],
  [`{"secret": "4711", "note": "${'x'.repeat(100)}", oops}`, "it can't be read from line 1, column 132 on"],
])('refuses %j as malformed and quotes nothing of it', (text, where) => {
  let thrown: unknown;
  try {
    parseJson(text);
  } catch (error) {
    thrown = error;
  }
  expect(isOtpError(thrown) && thrown.code).toBe('MALFORMED_JSON');
  expect(thrown).toMatchObject({ detail: `The body is not valid JSON: ${where}.` });
});
