import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSection } from '../bench/report/generated-section.js';
import { markdownTable } from '../markdown-table.js';
import { chartFile } from './chart.js';
import { type Report, type Section, type Table, verdictTable } from './report.js';

/** Writes a report into `docs/performance.md`, and its charts beside it; gives the paths. `name`: that of the test. */
export function documentReport(docs: string, name: string, report: Report): string[] {
  const page = join(docs, 'performance.md');
  const folder = join(docs, 'performance');
  mkdirSync(folder, { recursive: true });
  // Those of an earlier run may have been more.
  for (const old of readdirSync(folder)) if (old.startsWith(`${name}-`)) rmSync(join(folder, old));
  const charts = report.sections.flatMap(({ charts }) => charts);
  const files = charts.map((_, at) => `${name}-${at + 1}.svg`);
  for (const [at, chart] of charts.entries()) {
    writeFileSync(join(folder, files[at] ?? ''), chartFile(chart));
  }
  writeSection(page, 'Performance', `npm run ${name} -- --doc`, reportMarkdown(report, files));
  return [page, ...files.map((file) => join(folder, file))];
}

/** `files`: names of the charts of all sections, in their order. */
function reportMarkdown({ title, circumstances, sections, verdicts }: Report, files: string[]): string {
  const remaining = [...files];
  const facts = circumstances.map(
    ([what, value]) => `${what}: ${what === 'command' ? `\`${value}\`` : value}`,
  );
  return [
    `## ${title}`,
    `${facts.join('; ')}.`,
    tableMarkdown(verdictTable(verdicts)),
    ...sections.map((section) => sectionMarkdown(section, remaining.splice(0, section.charts.length))),
  ].join('\n\n');
}

function sectionMarkdown({ title, sentences, tables, charts }: Section, files: readonly string[]): string {
  const pictures = charts.map(({ title }, at) => `![${title}](performance/${files[at] ?? ''})`);
  return [`### ${title}`, ...tables.map(tableMarkdown), ...sentences, ...pictures].join('\n\n');
}

const tableMarkdown = ({ columns, rows }: Table): string => markdownTable(columns, rows);
