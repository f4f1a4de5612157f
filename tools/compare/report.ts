import { assumptions, WANTED_KEPT } from './assumptions.js';
import type { Comparison } from './comparison.js';
import type { WayResult } from './judgement.js';
import type { Score } from './scoring.js';

type Row = readonly string[];

/** All tables, for a terminal. */
export function printed(comparison: Comparison): string {
  return tablesOf(comparison)
    .map(({ title, rows }) => `${title}\n\n${aligned(rows)}\n`)
    .join('\n');
}

/** The same for docs/comparison.md, with what was assumed and charts. `command` and `machine` are sentences. */
export function documented(
  comparison: Comparison,
  { command, machine }: { command: string; machine: string },
): string {
  const tables = tablesOf(comparison).map(({ title, rows }) => `### ${title}\n\n${markdown(rows)}\n`);
  return [
    `Made by \`${command}\` on ${comparison.day} (${machine}).\n`,
    ...tables,
    `### Charts\n`,
    chart('Promises kept, % of the promises', comparison.ways, ({ all }) => 100 * all.kept),
    chart('Mean days that a kept promise was too careful', comparison.ways, ({ all }) => all.early_days_mean),
    chart('Latency, P95, ms', comparison.ways, ({ speed }) => speed.p95_ms),
    `### What was assumed\n`,
    `${markdown(assumed())}\n`,
  ].join('\n');
}

function tablesOf(comparison: Comparison): { title: string; rows: Row[] }[] {
  const { ways, plan, common_orders } = comparison;
  const wayRows = (cells: (way: WayResult) => Row): Row[] => ways.map((way) => [way.name, ...cells(way)]);
  return [
    {
      title: `Speed: ${plan.load.calmCallers} callers for latency, ${plan.load.busyCallers} for throughput`,
      rows: [
        ['way', 'P50 ms', 'P95 ms', 'P99 ms', 'answers/s', 'ERPNext requests an order'],
        ...wayRows(({ speed, erp_requests_per_order }) => [
          ...[speed.p50_ms, speed.p95_ms, speed.p99_ms].map(one),
          speed.per_second.toFixed(0),
          erp_requests_per_order.toFixed(2),
        ]),
      ],
    },
    {
      title: `Dates: ${plan.orders} orders in ${plan.futures} futures; what each way promised`,
      rows: [['way', ...scoreHead], ...wayRows(({ all }) => scoreCells(all))],
    },
    {
      title: `The same, over the ${common_orders} orders that every way gave a date`,
      rows: [['way', ...scoreHead], ...wayRows(({ common }) => scoreCells(common))],
    },
    {
      title: "The engine's promises by its confidence",
      rows: [
        ['confidence', 'share of its promises %', ...scoreHead.slice(1)],
        ...comparison.by_confidence.map(({ confidence, share, score }) => [
          confidence,
          percent(share),
          ...scoreCells(score).slice(1),
        ]),
      ],
    },
    {
      title: 'The engine with a larger buffer, in working days',
      rows: [
        ['buffer', ...scoreHead],
        ...comparison.by_buffer.map(({ buffer, score }) => [String(buffer), ...scoreCells(score)]),
      ],
    },
    {
      title: 'What was learnt from the past days, and how it was in truth, in working days',
      rows: [
        ['figure', 'value'],
        ['days of the crude rule', String(comparison.fixed_lead_days)],
        ["margin on the model's prediction", String(comparison.model_margin_days)],
        ['from order day to delivery, median', String(comparison.real_lead_days.p50)],
        ['from order day to delivery, P95', String(comparison.real_lead_days.p95)],
      ],
    },
  ];
}

const scoreHead = [
  'orders with a date %',
  'kept %',
  'late, mean days',
  'late, P95 days',
  'too careful, mean days',
  'too careful, P95 days',
];

const scoreCells = (score: Score): Row => [
  percent(score.promised),
  percent(score.kept),
  ...[score.late_days_mean, score.late_days_p95, score.early_days_mean, score.early_days_p95].map(one),
];

const one = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));
const percent = (share: number): string => one(100 * share);

function assumed(): Row[] {
  const shares = (list: readonly (readonly [number, number])[]): string =>
    list.map(([value, share]) => `${value}: ${percent(share)} %`).join(', ');
  const { supplierOnTime, lateDays, veryLate, overdue, onHold, withoutDestination } = assumptions;
  const { miscounted, reservedAfter, otherDemand, handlingDays, carrierDays, purchaseDays } = assumptions;
  return [
    ['what', 'how'],
    [
      'suppliers on time',
      `each has a share of its own between ${percent(supplierOnTime.least)} and ${percent(supplierOnTime.most)} %`,
    ],
    ['late otherwise', `at least 1 working day, ${lateDays} on average (geometric)`],
    [
      'very late',
      `${percent(veryLate.share)} % of the late ones, by ${veryLate.least} to ${veryLate.most} working days more`,
    ],
    [
      'overdue purchase orders',
      `${percent(overdue.comes)} % still come, after ${overdue.days} working days on average`,
    ],
    [
      'purchase orders On Hold',
      `${percent(onHold.released)} % are released, after ${onHold.least} to ${onHold.most} working days`,
    ],
    [
      'rows without a destination',
      `${percent(withoutDestination)} % are received in the warehouse of the orders`,
    ],
    [
      'miscounted Bins',
      `${percent(miscounted.share)} %, with 0 to ${percent(miscounted.most)} % of what they say`,
    ],
    ['working days until the order reserves its goods', shares(reservedAfter)],
    [
      'other demand',
      `on each of these days, for each item in ${percent(otherDemand.share)} % of the cases ${otherDemand.least} to ${otherDemand.most} pieces`,
    ],
    ['working days of the warehouse', shares(handlingDays)],
    ['working days of the carrier', shares(carrierDays)],
    [
      'what nothing covers',
      `is bought on the next working day and due after the item's lead time and ${purchaseDays} days, then late as any purchase`,
    ],
    [
      'what the crude rule and the model aim at',
      `the fewest days that would have kept ${percent(WANTED_KEPT)} % of past orders`,
    ],
  ];
}

function aligned(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: Row): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

function markdown([head = [], ...rows]: readonly Row[]): string {
  const line = (row: Row): string => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function chart(title: string, ways: readonly WayResult[], value: (way: WayResult) => number): string {
  const names = ways.map(({ name }) => `"${name}"`).join(', ');
  const values = ways.map((way) => value(way).toFixed(1)).join(', ');
  return `\`\`\`mermaid\nxychart-beta\n  title "${title}"\n  x-axis [${names}]\n  y-axis "" 0 --> ${Math.ceil(Math.max(...ways.map(value)) * 1.1)}\n  bar [${values}]\n\`\`\`\n`;
}

const BEGIN = '<!-- generated by npm run compare -- --doc -->';
const END = '<!-- end of what is generated -->';

/** A page with what stands between its marks replaced. Throws when it has no marks. */
export function withGenerated(page: string, generated: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page needs the lines "${BEGIN}" and "${END}".`);
  return `${page.slice(0, from)}${BEGIN}\n\n${generated}\n${page.slice(to)}`;
}
