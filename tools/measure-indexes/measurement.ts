import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Candidate, candidates } from './candidates.js';
import { type IndexEntry, overlap } from './index-catalogue.js';
import { type IndexCost, IndexTrial } from './index-trial.js';
import { type MariadbServer, Refused } from './mariadb-server.js';
import { type MeasuredStatement, measuredStatements } from './measured-statements.js';
import { loadSteps, type SiteSize } from './rows.js';
import { type Timing, timeStatement } from './timing.js';

/** Where the project's SQL lies. */
export interface SqlFolders {
  /** tables.sql and indexes-of-erpnext.sql. */
  readonly shapes: string;
  /** indexes.sql and indexes-undo.sql. */
  readonly deploy: string;
}

export interface MeasuringPlan {
  readonly size: SiteSize;
  readonly runs: number;
  readonly folders: SqlFolders;
  readonly say: (what: string) => void;
}

/** A statement before and after an index was added. */
export interface Comparison {
  readonly name: string;
  readonly before: Timing;
  readonly after: Timing;
  /** The plan after uses the index. */
  readonly used: boolean;
}

export interface CandidateResult {
  readonly candidate: Candidate;
  /** What MariaDB objects to; the rest is missing then. */
  readonly refusal?: string;
  readonly cost?: IndexCost;
  /** What indexes of ERPNext do of it already. */
  readonly overlaps?: readonly string[];
  /** Statements that touch its table. */
  readonly comparisons: readonly Comparison[];
}

export interface Measurement {
  readonly version: string;
  readonly size: SiteSize;
  readonly runs: number;
  readonly ours: IndexCost;
  readonly comparisons: readonly Comparison[];
  readonly candidates: readonly CandidateResult[];
}

type Timings = ReadonlyMap<MeasuredStatement, Timing>;

/** The whole measurement. Rejects when our indexes can't be added, or are not taken back without a trace. */
export async function measureIndexes(server: MariadbServer, plan: MeasuringPlan): Promise<Measurement> {
  const { size, runs, say } = plan;
  await load(server, plan);
  const statements = measuredStatements(size);
  const time = (some: readonly MeasuredStatement[]) => timeAll(server, some, runs, say);

  say('measuring without further indexes');
  const before = await time(statements);
  const deployed = (file: string) => readFileSync(join(plan.folders.deploy, file), 'utf8');
  const ours = await IndexTrial.add(server, deployed('indexes.sql'));
  say('measuring with ours');
  const comparisons = compare(before, await time(statements), ours.cost.indexes);
  await ours.takeBack(deployed('indexes-undo.sql'));

  const results: CandidateResult[] = [];
  for (const candidate of candidates) {
    say(`measuring ${candidate.name} alone`);
    results.push(await measureCandidate(server, candidate, before, time));
  }
  return {
    version: (await server.run('SELECT VERSION()')).trim(),
    size,
    runs,
    ours: ours.cost,
    comparisons,
    candidates: results,
  };
}

async function load(server: MariadbServer, { size, folders, say }: MeasuringPlan): Promise<void> {
  const shape = (file: string) => readFileSync(join(folders.shapes, file), 'utf8');
  await server.run(shape('tables.sql'));
  for (const { what, sql } of loadSteps(size)) {
    say(`loading ${what}`);
    // InnoDB fills an empty table page by page when it need not look for duplicates row by row.
    await server.run(`SET unique_checks = 0, foreign_key_checks = 0; ${sql};`);
  }
  say("building ERPNext's own indexes");
  await server.run(shape('indexes-of-erpnext.sql'));
}

async function measureCandidate(
  server: MariadbServer,
  candidate: Candidate,
  before: Timings,
  time: (some: readonly MeasuredStatement[]) => Promise<Timings>,
): Promise<CandidateResult> {
  const trial = await IndexTrial.add(server, candidate.sql).catch((error: unknown) => {
    if (error instanceof Refused) return error.message;
    throw error;
  });
  if (typeof trial === 'string') return { candidate, refusal: trial, comparisons: [] };

  const { cost, indexesBefore } = trial;
  const tables = cost.indexes.map(({ table }) => table);
  const touched = [...before.keys()].filter((statement) =>
    statement.tables.some((table) => tables.includes(table)),
  );
  const comparisons = compare(before, await time(touched), cost.indexes);
  await trial.takeBack();
  const overlaps = cost.indexes.map((index) => overlap(index, indexesBefore));
  return { candidate, cost, overlaps: overlaps.filter((text) => text !== undefined), comparisons };
}

async function timeAll(
  server: MariadbServer,
  statements: readonly MeasuredStatement[],
  runs: number,
  say: (what: string) => void,
): Promise<Timings> {
  const timings = new Map<MeasuredStatement, Timing>();
  for (const statement of statements) {
    say(`  ${statement.name}`);
    timings.set(statement, await timeStatement(server, statement, runs));
  }
  return timings;
}

function compare(before: Timings, after: Timings, indexes: readonly IndexEntry[]): readonly Comparison[] {
  const names = new Set(indexes.map(({ name }) => name));
  return [...after].map(([statement, timing]) => {
    const earlier = before.get(statement);
    if (earlier === undefined) throw new Error(`${statement.name} was not measured before.`);
    const used = timing.plan.steps.some(({ keys }) => keys.some((key) => names.has(key)));
    return { name: statement.name, before: earlier, after: timing, used };
  });
}
