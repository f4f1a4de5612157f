import { z } from 'zod';

/** How MariaDB reads one table. */
export interface PlanStep {
  readonly table: string;
  /** range, ref, eq_ref, ALL … */
  readonly access: string;
  /** Indexes; more than one when it merges them, none when it reads the whole table. */
  readonly keys: readonly string[];
  /** Rows that it fetched, over all loops. */
  readonly rows: number;
  /** The table itself need not be read. */
  readonly indexOnly: boolean;
}

export interface Plan {
  readonly steps: readonly PlanStep[];
  /** Rows are sorted after they have been read. */
  readonly sorts: boolean;
}

const tableSchema = z.object({
  table_name: z.string(),
  access_type: z.string(),
  key: z.string().optional(),
  r_rows: z.number().nullish(),
  r_loops: z.number().optional(),
  using_index: z.boolean().optional(),
  index_merge: z.unknown().optional(),
});

/** Reads what ANALYZE FORMAT=JSON says. Throws when no table is in it. */
export function parsePlan(json: string): Plan {
  const steps: PlanStep[] = [];
  let sorts = false;
  walk(JSON.parse(json), (key, value) => {
    if (key === 'filesort') sorts = true;
    const table = key === 'table' ? tableSchema.safeParse(value) : undefined;
    if (table?.success) steps.push(stepOf(table.data));
  });
  if (steps.length === 0) throw new Error(`MariaDB's plan names no table: ${json}`);
  return { steps, sorts };
}

/** A plan in one line. */
export function planText({ steps, sorts }: Plan): string {
  const texts = steps.map(({ table, access, keys, rows, indexOnly }) => {
    const by = keys.length > 0 ? ` by ${keys.join(' + ')}` : '';
    return `${table}: ${access}${by}, ${rows} rows${indexOnly ? ', index only' : ''}`;
  });
  return texts.join('; ') + (sorts ? '; sorted' : '');
}

function stepOf(table: z.infer<typeof tableSchema>): PlanStep {
  const keys: string[] = table.key === undefined ? [] : [table.key];
  walk(table.index_merge, (key, value) => {
    if (key === 'key' && typeof value === 'string') keys.push(value);
  });
  return {
    table: table.table_name.replace(/^tab/, ''),
    access: table.access_type,
    keys,
    // r_rows is an average over the loops; an update has a single one and does not say so.
    rows: Math.round((table.r_rows ?? 0) * (table.r_loops ?? 1)),
    indexOnly: table.using_index ?? false,
  };
}

function walk(node: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    visit(key, value);
    walk(value, visit);
  }
}
