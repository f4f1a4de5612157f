import type { Chart, Series } from './report.js';

/** Charts as SVG, drawn here so that a report is one file that needs nothing else. */

const WIDTH = 640;
const HEIGHT = 280;
const LEFT = 64;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 44;
const TICKS = 5;
const LEGEND_COLUMNS = 4;
const LEGEND_WIDTH = 140;
/** Told apart also by those who see less colour. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#882255'];

interface Axis {
  readonly least: number;
  readonly most: number;
  at(value: number): number;
}

const axis = (least: number, most: number, from: number, to: number): Axis => ({
  least,
  most,
  at: (value) => from + ((value - least) / (most - least || 1)) * (to - from),
});

/** For a page, with its title and its legend. */
export function chartSvg(chart: Chart): string {
  const { series, body } = draw(chart);
  return `<figure><figcaption>${escaped(chart.title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}">
${body}</svg>
<ul class="legend">${series.map(({ name }, index) => `<li style="--c:${colour(index)}">${escaped(name)}</li>`).join('')}</ul></figure>
`;
}

/** A file of its own, with title and legend inside, that reads on light and dark pages. */
export function chartFile(chart: Chart): string {
  const { series, body } = draw(chart);
  const legend = series.map(({ name }, index) => {
    const [x, y] = [
      LEFT + (index % LEGEND_COLUMNS) * LEGEND_WIDTH,
      24 + Math.floor(index / LEGEND_COLUMNS) * 16,
    ];
    return (
      `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${colour(index)}"/>` +
      `<text x="${x + 15}" y="${y}">${escaped(name)}</text>`
    );
  });
  const head = 24 + Math.ceil(series.length / LEGEND_COLUMNS) * 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT + head}" font-family="sans-serif" font-size="11" role="img">
<title>${escaped(chart.title)}</title>
<style>text { fill: #222 } .grid { stroke: #8884 } @media (prefers-color-scheme: dark) { text { fill: #ddd } }</style>
<g font-size="13" font-weight="bold"><text x="${LEFT}" y="12">${escaped(chart.title)}</text></g>
${legend.join('\n')}
<g transform="translate(0 ${head})">
${body}</g>
</svg>
`;
}

/** Only what was measured. */
function draw(chart: Chart): { readonly series: readonly Series[]; readonly body: string } {
  const drawn = { ...chart, series: chart.series.map(withoutGaps).filter(({ points }) => points.length > 0) };
  const xs = drawn.series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = drawn.series.flatMap(({ points }) => points.map(([, y]) => y));
  const y = axis(0, niceTop(Math.max(0, ...ys)), HEIGHT - BOTTOM, TOP);
  const x =
    chart.words === undefined
      ? axis(Math.min(...xs), Math.max(...xs), LEFT, WIDTH - RIGHT)
      : axis(-0.5, chart.words.length - 0.5, LEFT, WIDTH - RIGHT);
  const marks = chart.words === undefined ? lines(drawn, x, y) : bars(drawn, chart.words.length, x, y);
  return { series: drawn.series, body: `${grid(chart, x, y)}${marks}` };
}

const withoutGaps = ({ name, points }: Series): Series => ({
  name,
  points: points.filter((point) => point.every(Number.isFinite)),
});

function grid({ x: xName, y: yName, words }: Chart, x: Axis, y: Axis): string {
  const levels = Array.from({ length: TICKS + 1 }, (_, step) => (y.most * step) / TICKS);
  const across = levels.map(
    (level) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${r(y.at(level))}" y2="${r(y.at(level))}"/>` +
      `<text x="${LEFT - 6}" y="${r(y.at(level) + 4)}" text-anchor="end">${short(level)}</text>`,
  );
  const places: (readonly [number, string])[] =
    words?.map((word, place) => [place, word] as const) ??
    Array.from({ length: TICKS + 1 }, (_, step) => x.least + ((x.most - x.least) * step) / TICKS).map(
      (value) => [value, short(value)] as const,
    );
  const below = places.map(
    ([value, word]) =>
      `<text x="${r(x.at(value))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${escaped(word)}</text>`,
  );
  const names =
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(xName)}</text>` +
    `<text transform="translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(yName)}</text>`;
  return `${[...across, ...below].join('\n')}\n${names}\n`;
}

function lines({ series }: Chart, x: Axis, y: Axis): string {
  return series
    .map(({ name, points }, index) => {
      const at = points.map(([px, py]) => `${r(x.at(px))},${r(y.at(py))}`);
      const dots = points
        .map(
          ([px, py]) =>
            `<circle cx="${r(x.at(px))}" cy="${r(y.at(py))}" r="2.5" fill="${colour(index)}"><title>${escaped(name)}: ${short(py)} at ${short(px)}</title></circle>`,
        )
        .join('');
      return `<polyline points="${at.join(' ')}" fill="none" stroke="${colour(index)}" stroke-width="2"/>${dots}\n`;
    })
    .join('');
}

function bars({ series }: Chart, words: number, x: Axis, y: Axis): string {
  const width = ((WIDTH - LEFT - RIGHT) / words / (series.length + 1)) * 0.95;
  return series
    .flatMap(({ name, points }, index) =>
      points.map(
        ([place, value]) =>
          `<rect x="${r(x.at(place) + (index - series.length / 2) * width)}" y="${r(y.at(value))}" width="${r(width)}" height="${r(y.at(0) - y.at(value))}" fill="${colour(index)}"><title>${escaped(name)}: ${short(value)}</title></rect>\n`,
      ),
    )
    .join('');
}

/** 1, 2 or 5 times a power of ten that is not less. */
function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

const colour = (index: number): string => colours[index % colours.length] ?? '#000';
const r = (value: number): string => value.toFixed(1);
const short = (value: number): string => String(Number(value.toPrecision(3)));

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
