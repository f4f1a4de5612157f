import { validationFailed } from './index.js';

const violation = { pointer: '/items/0/qty', message: 'must be greater than 0' };

it('says the first fault in words and counts them all', () => {
  expect(validationFailed([violation]).detail).toBe('/items/0/qty must be greater than 0.');
  expect(validationFailed([violation, violation]).detail).toMatch(/0\. There are 2 faults in all\.$/);
  expect(validationFailed([{ pointer: '', message: 'must be a JSON object' }]).detail).toBe(
    'The body must be a JSON object.',
  );
});

it('tells no more than a person reads, however much is wrong', () => {
  const long = { pointer: `/${'x'.repeat(900_000)}`, message: 'y'.repeat(10_000) };
  const error = validationFailed(Array.from({ length: 500 }, () => long));
  expect(error.violations).toHaveLength(50);
  expect(JSON.stringify(error.violations).length).toBeLessThan(30_000);
  expect(error.detail).toContain('500 faults');
});
