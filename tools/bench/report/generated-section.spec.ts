import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSection } from './generated-section.js';

const folder = mkdtempSync(join(tmpdir(), 'otp-section-'));
const page = join(folder, 'page.md');

afterAll(() => rmSync(folder, { recursive: true }));

describe('a generated section', () => {
  it('begins a page, stands beside others, is replaced alone, and leaves what people wrote', () => {
    writeSection(page, 'Title', 'one', 'first');
    writeSection(page, 'Title', 'two', 'second');
    writeFileSync(page, `${readFileSync(page, 'utf8')}\nBy hand.\n`);
    writeSection(page, 'Title', 'one', 'new\n');
    expect(readFileSync(page, 'utf8')).toBe(
      [
        ...['# Title\n', '<!-- generated: one -->\n', 'new\n', '<!-- end: one -->\n'],
        ...['<!-- generated: two -->\n', 'second\n', '<!-- end: two -->\n', 'By hand.\n'],
      ].join('\n'),
    );
  });
});
