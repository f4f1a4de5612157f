import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces what stands between the marks of a section, or adds it at the end; what people write around the sections
 * stays. `title` begins a page that does not exist.
 */
export function writeSection(page: string, title: string, name: string, text: string): void {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const old = existsSync(page) ? readFileSync(page, 'utf8') : `# ${title}\n`;
  const section = `${begin}\n\n${text.trim()}\n\n${end}`;
  const from = old.indexOf(begin);
  const to = old.indexOf(end, from);
  const written =
    from >= 0 && to >= 0
      ? old.slice(0, from) + section + old.slice(to + end.length)
      : `${old.trimEnd()}\n\n${section}\n`;
  writeFileSync(page, written);
}
