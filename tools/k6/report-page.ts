import { chartSvg, escaped } from './chart.js';
import { type Report, type Section, type Table, verdictTable } from './report.js';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8884; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
figure { display: inline-block; width: min(40rem, 100%); margin: 1rem 1rem 1rem 0; vertical-align: top; }
figcaption { font-weight: 600; }
svg { width: 100%; } svg text { font-size: 11px; fill: currentColor; } .grid { stroke: #8884; }
.legend { list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.legend li::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; background: var(--c); }
`;

/** A page that needs nothing from elsewhere. */
export function reportPage({ title, circumstances, sections, verdicts }: Report): string {
  const facts = circumstances
    .map(
      ([what, value]) =>
        `<tr><td>${escaped(what)}</td><td style="text-align:left">${escaped(value)}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<table>${facts}</table>
${tableHtml(verdictTable(verdicts))}
${sections.map(sectionHtml).join('\n')}
</body>
</html>
`;
}

function sectionHtml({ title, sentences, tables, charts }: Section): string {
  return `<h2>${escaped(title)}</h2>
${tables.map(tableHtml).join('\n')}
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
${charts.map(chartSvg).join('')}`;
}

function tableHtml({ columns, rows }: Table): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  return `<table>\n${[cells('th', columns), ...rows.map((row) => cells('td', row))].join('\n')}\n</table>`;
}
