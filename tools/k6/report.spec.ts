import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentReport } from './report-document.js';
import { reportPage } from './report-page.js';
import { type Report, reportText, stepTable } from './report.js';

const figures = {
  rightPerS: 99.6,
  sent: 1_000,
  dropped: 0,
  mean: 30,
  least: 2,
  p50: 4.25,
  p95: 80,
  p99: 112.4,
  most: 300,
};

const report: Report = {
  title: 'Stress test',
  circumstances: [['command', 'npm run stress -- --url "http://a/<b>"']],
  sections: [
    {
      title: 'Stress',
      sentences: ['Breaking point: 1200 orders/s.'],
      tables: [
        stepTable([
          { ...figures, rate: 100, errorShare: 0, usage: { gateway: { cpuPercent: 41.4, rssMb: 412.4 } } },
          { ...figures, rate: 1_500, p95: NaN, errorShare: 0.25, usage: {} },
        ]),
      ],
      charts: [
        {
          ...{ title: 'By rate', x: 'orders a second', y: 'ms' },
          series: [
            {
              name: 'P95',
              points: [
                [100, 80],
                [1_500, NaN],
                [2_000, 900],
              ],
            },
            { name: 'nothing', points: [] },
          ],
        },
        {
          ...{ title: 'By word', x: '', y: 'ms', words: ['P50', 'P95'] },
          series: [
            {
              name: 'load',
              points: [
                [0, 4],
                [1, 80],
              ],
            },
          ],
        },
      ],
    },
  ],
  verdicts: [
    { what: 'recovery', measured: '3 s', limit: '≤ 5 s', met: true },
    { what: 'heap', measured: '–', limit: '≤ 5 %', met: undefined },
    { what: 'errors', measured: '25 %', limit: '≤ 1 %', met: false },
  ],
};

describe('a report', () => {
  it('prints a row a step: rate, times, errors, what the processes took, and the state in a word', () => {
    expect(reportText(report).split('\n')).toEqual(
      expect.arrayContaining([
        'orders/s  right/s     P50    P95     P99   errors  gateway %/MB    state',
        '100           100  4.3 ms  80 ms  112 ms   0.00 %      41 / 412  Optimal',
        '1500          100  4.3 ms      –  112 ms  25.00 %             –     Fail',
      ]),
    );
  });

  it('says what is met, what is not, and what could not be measured', () => {
    const lines = reportText(report).trimEnd().split('\n').slice(-3);
    expect(lines.map((line) => line.split(/ {2,}/).at(-1))).toEqual(['met', 'not measured', 'NOT MET']);
  });

  it('is one page that asks nobody for anything, and holds the same figures', () => {
    const page = reportPage(report);
    expect(page).not.toMatch(/(src|href)\s*=|url\(|@import|<script/i);
    expect(page).toContain('&lt;b&gt;');
    for (const cell of ['112 ms', '41 / 412', 'NOT MET']) expect(page).toContain(`<td>${cell}</td>`);
  });

  it('draws what was measured and leaves out what was not', () => {
    const page = reportPage(report);
    expect(page).not.toContain('NaN');
    expect(page.match(/<circle/g)).toHaveLength(2);
    expect(page.match(/<rect/g)).toHaveLength(2);
    expect(page).not.toContain('nothing');
  });

  it('goes into its section of the documentation, with charts of their own, and leaves the rest alone', () => {
    const docs = mkdtempSync(join(tmpdir(), 'otp-report-'));
    const page = join(docs, 'performance.md');
    try {
      writeFileSync(page, '# Performance\n\nBy hand.\n');
      mkdirSync(join(docs, 'performance'));
      for (const name of ['stress-3.svg', 'load-3.svg'])
        writeFileSync(join(docs, 'performance', name), 'earlier');
      documentReport(docs, 'stress', report);
      const [, first = '', second = ''] = documentReport(docs, 'stress', report);
      const text = readFileSync(page, 'utf8');
      expect(text).toContain('By hand.');
      expect(text.match(/^## Stress test$/gm)).toHaveLength(1);
      expect(text).toContain('| 100 | 100 | 4.3 ms | 80 ms | 112 ms | 0.00 % | 41 / 412 | Optimal |');
      expect(text).toContain('| heap | – | ≤ 5 % | not measured |');
      expect(text).toContain('![By word](performance/stress-2.svg)');
      expect(readdirSync(join(docs, 'performance')).sort()).toEqual([
        'load-3.svg',
        'stress-1.svg',
        'stress-2.svg',
      ]);
      expect(readFileSync(first, 'utf8').match(/<circle/g)).toHaveLength(2);
      expect(readFileSync(second, 'utf8')).toContain('>load</text>');
    } finally {
      rmSync(docs, { recursive: true });
    }
  });
});
