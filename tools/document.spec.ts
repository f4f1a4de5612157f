import { readFileSync } from 'node:fs';
import { errorKinds } from '#libs/kernel';
import { breakTable } from '../test/breaking/breaks.js';
import { generatedPages } from './document.js';

it.each([...generatedPages()])('%s is what `npm run docs` makes', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('documents exactly the error codes that exist', () => {
  const page = readFileSync('docs/errors.md', 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| (\d+) \|/gm)].map(
    ([, code, http, grpc]) => [code, Number(http), Number(grpc)],
  );
  expect(documented).toEqual(Object.entries(errorKinds).map(([code, kind]) => [code, kind.http, kind.grpc]));
});

it('says of what breaks exactly what is tested', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const begin = page.indexOf('| what breaks |');
  expect(page.slice(begin, page.indexOf('\n\n', begin))).toBe(breakTable());
});
