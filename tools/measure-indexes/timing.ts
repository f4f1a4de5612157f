import type { MariadbServer } from './mariadb-server.js';
import type { MeasuredStatement } from './measured-statements.js';
import { parsePlan, type Plan } from './plan.js';

/** What one statement costs, in milliseconds inside MariaDB. */
export interface Timing {
  readonly plan: Plan;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** MariaDB remembers the times of so many statements. */
export const MOST_RUNS = 100;
const MARK = 'times of the statements';

/** Runs a statement once to warm up and `runs` times, with other values each time, and asks for its plan. */
export async function timeStatement(
  server: MariadbServer,
  statement: MeasuredStatement,
  runs: number,
): Promise<Timing> {
  const statements = Array.from({ length: runs }, (_, run) => statement.sql(run)).join(';\n');
  // What is written is taken back, so that all measure the same rows.
  const output = await server.run(`SET profiling_history_size = ${MOST_RUNS};
START TRANSACTION;
${statements};
SET profiling = 1;
${statements};
SET profiling = 0;
ROLLBACK;
SELECT '${MARK}';
SELECT SUM(duration) * 1000 FROM information_schema.profiling GROUP BY query_id;`);
  const times = output
    .slice(output.lastIndexOf(MARK) + MARK.length)
    .trim()
    .split('\n')
    .map(Number)
    .sort((a, b) => a - b);
  if (times.length !== runs) throw new Error(`MariaDB told ${times.length} times of ${runs} statements.`);
  const plan = parsePlan(
    await server.run(`START TRANSACTION; ANALYZE FORMAT=JSON ${statement.sql(0)}; ROLLBACK;`),
  );
  return { plan, medianMs: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
}

/** The nearest rank of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('There are no values.');
  return value;
}
