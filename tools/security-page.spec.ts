import { existsSync, readFileSync } from 'node:fs';

const page = readFileSync('docs/security.md', 'utf8');

it('the page on security names tests that there are', () => {
  const specs = [...page.matchAll(/`([\w./-]+\.spec\.ts)`/g)].map(([, file]) => file ?? '');
  expect(specs.length).toBeGreaterThan(30);
  expect(specs.filter((file) => !existsSync(file))).toEqual([]);
});

it('and says of each threat what tries it', () => {
  const rows = page.split('\n').filter((line) => /^\| (?:[STRIDE](?:, [STRIDE])*|API\d+ .*?) \|/.test(line));
  expect(rows.length).toBeGreaterThan(35);
  for (const row of rows) expect(row.split('|').at(-2)).toMatch(/\.spec\.ts`|npm run |reason: /);
});
