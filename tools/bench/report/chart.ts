import { numberText } from '../figures.js';

/** One bar; `mark` draws a line across it, such as a target. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly mark?: number;
}

const WIDTH = 760;
const LABELS = 300;
const NUMBERS = 90;
const ROW = 30;
const HEAD = 40;

/** Horizontal bars from zero on one scale, as an SVG that reads on light and dark pages. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.flatMap(({ value, mark = 0 }) => [value, mark]));
  const scale = (WIDTH - LABELS - NUMBERS) / most;
  const height = HEAD + bars.length * ROW + 10;
  const rows = bars.map(({ label, value, mark }, at) => {
    const y = HEAD + at * ROW;
    const line = mark === undefined ? '' : markAt(LABELS + mark * scale, y);
    return `  <text x="${LABELS - 10}" y="${y + 19}" text-anchor="end">${escaped(label)}</text>
  <rect x="${LABELS}" y="${y + 5}" width="${(value * scale).toFixed(1)}" height="${ROW - 10}" rx="2" fill="#4c8bf5"/>
  <text x="${(LABELS + value * scale + 8).toFixed(1)}" y="${y + 19}">${numberText(value)}</text>${line}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img">
  <title>${escaped(title)}</title>
  <style>text { fill: #222 } @media (prefers-color-scheme: dark) { text { fill: #ddd } }</style>
  <text x="10" y="24" font-size="15" font-weight="bold">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function markAt(x: number, y: number): string {
  return `\n  <path d="M${x.toFixed(1)} ${y + 2}v${ROW - 4}" stroke="#d33" stroke-width="2"/>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
