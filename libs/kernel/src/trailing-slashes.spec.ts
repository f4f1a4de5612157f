import { withoutTrailingSlashes } from './trailing-slashes.js';

it.each([
  ['https://erp.example.com', 'https://erp.example.com'],
  ['https://erp.example.com/', 'https://erp.example.com'],
  ['https://erp.example.com/erp//', 'https://erp.example.com/erp'],
  ['/', ''],
  ['//a//b', '//a//b'],
])('%j is %j before a path', (address, expected) => {
  expect(withoutTrailingSlashes(address)).toBe(expected);
});
