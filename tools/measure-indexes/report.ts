import type { Measurement } from './measurement.js';
import { planText } from './plan.js';
import { effectOf, ms, verdictOf, WORTH_MS } from './verdict.js';

/** Where it was measured, and how to do it again. */
export interface Circumstances {
  readonly machine: string;
  readonly command: string;
  readonly memoryMib: number;
}

/** For the terminal: every plan and time. */
export function reportText(measurement: Measurement): string {
  const statements = measurement.comparisons.map((comparison) => {
    const { name, before, after } = comparison;
    const line = (label: string, timing: typeof before) =>
      `  ${label} median ${ms(timing.medianMs)}, P95 ${ms(timing.p95Ms)}   ${planText(timing.plan)}`;
    return [name, line('before', before), line('after ', after)].join('\n');
  });
  const others = measurement.candidates.map(
    (result) =>
      `${result.candidate.name} (${result.candidate.from})\n  ${result.candidate.sql}\n  ${verdictOf(result)}`,
  );
  return [
    ...statements,
    `Ours: ${oursText(measurement)}`,
    ...others,
    'Every index was taken back, and the tables were the same as before.',
  ].join('\n\n');
}

/** For docs/erpnext-indexes.md. */
export function reportPage(measurement: Measurement, { machine, command, memoryMib }: Circumstances): string {
  const { size, comparisons, candidates, runs, version } = measurement;
  const rows = comparisons.map((comparison) => {
    const { name, before, after, used } = comparison;
    const effect = used ? effectOf(comparison) : 'does not use it';
    return `| ${name} | ${planText(before.plan)} | ${ms(before.medianMs)} / ${ms(before.p95Ms)} | ${ms(after.medianMs)} / ${ms(after.p95Ms)} | ${effect} |`;
  });
  const used = comparisons.filter((comparison) => comparison.used);
  const newPlans = used.map(({ name, after }) => `- ${name}: ${planText(after.plan)}`);
  const tried = candidates.map(
    (result) =>
      `| ${result.candidate.from} | \`${result.candidate.sql.replaceAll('`', '')}\` | ${verdictOf(result)} |`,
  );
  return `# Indexes in ERPNext

Made by \`npm run measure:indexes -- --write-docs\`; do not edit.

${oursText(measurement)}

Who may change ERPNext's database applies \`deploy/erpnext/indexes.sql\` and takes it back with
\`deploy/erpnext/indexes-undo.sql\`: the measurement has checked that the tables are afterwards what they
were. Everything works without it as well.

Measured on MariaDB ${version} with ${memoryMib} MiB for InnoDB, so that all tables
are in memory, on ${machine}; ERPNext 15's tables and indexes,
${count(size.bins)} Bins, ${count(size.openRows)} rows of open purchase orders and twice as many of finished ones;
${runs} runs of each statement with other values each time. The statements are those that Frappe makes of our
requests; the times are those inside MariaDB. The lists of warehouses, companies, holidays and bundles are
read whole, and no index changes that.

    ${command}

| statement | plan without our index | median / P95 before | after | effect |
|---|---|---|---|---|
${rows.join('\n')}

A difference counts from ${WORTH_MS} ms and a fifth of the median on: ERPNext itself takes more than 10 ms for any list.
With our index the plans become:

${newPlans.join('\n')}

## Other indexes, each measured alone

The reference document is the performance analysis that asks for three indexes, given here word for word.

| proposed by | index | outcome |
|---|---|---|
${tried.join('\n')}
`;
}

function oursText({ ours, comparisons }: Measurement): string {
  const names = ours.indexes.map(
    ({ name, table, columns }) => `\`${name}\` on ${table.replace(/^tab/, '')} (${columns.join(', ')})`,
  );
  const gains = comparisons.filter((comparison) => effectOf(comparison) === 'faster');
  const cost = `${(ours.bytes / 1e6).toFixed(0)} MB, built in ${(ours.buildMs / 1000).toFixed(1)} s`;
  const gain =
    gains.length === 0
      ? 'does not pay at this size'
      : `pays for ${gains.map(({ name, before, after }) => `the ${name} (${ms(before.medianMs)} → ${ms(after.medianMs)})`).join(' and ')}`;
  return `${names.join(' and ')} ${gain}; it takes ${cost}.`;
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}
