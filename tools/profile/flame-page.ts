import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from './cpu-profile.js';

/** One HTML file that shows a flame graph and needs nothing else, not even a network. */
export function flamePage(title: string, flame: Frame): string {
  const scripts = [
    ['d3', 'd3.min.js'],
    ['d3-flame-graph', 'd3-flamegraph.umd.min.js'],
  ].map(([name = '', file = '']) =>
    readFileSync(join(dirname(fileURLToPath(import.meta.resolve(name))), file), 'utf8'),
  );
  // Function names come from the profiled program; none may end the script.
  const data = JSON.stringify(flame).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8" />
<title>${escaped(title)}</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 1rem; }
  #found { min-height: 1.5em; }
</style>
<h1>${escaped(title)}</h1>
<p>Width is CPU time, what a function called is below it. A click enlarges; a click on the top shows all again.</p>
<p><input id="search" type="search" placeholder="Search functions" /> <span id="found"></span></p>
<div id="flame"></div>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
<script>
  const percent = (data) => (100 * data.value / all.value).toFixed(1) + ' %';
  const all = ${data};
  const chart = flamegraph.default().width(document.querySelector('#flame').clientWidth).cellHeight(18).inverted(true)
    .minFrameSize(1).setLabelHandler(({ data }) => data.name + ': ' + data.value.toFixed(1) + ' ms, ' + percent(data));
  d3.select('#flame').datum(all).call(chart);
  document.querySelector('#search').addEventListener('input', ({ target }) =>
    target.value === '' ? chart.clear() : chart.search(target.value));
</script>
</html>
`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
