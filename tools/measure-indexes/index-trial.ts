import { addedIndexes, type IndexEntry, readIndexes, readTableTexts, sizeOf } from './index-catalogue.js';
import type { MariadbServer } from './mariadb-server.js';

export interface IndexCost {
  readonly indexes: readonly IndexEntry[];
  readonly bytes: number;
  readonly buildMs: number;
}

/** Indexes that were added for a while, and must go without a trace. */
export class IndexTrial {
  private constructor(
    private readonly server: MariadbServer,
    private readonly tablesBefore: string,
    readonly indexesBefore: readonly IndexEntry[],
    readonly cost: IndexCost,
  ) {}

  /** Rejects with a Refused when MariaDB does not take the statements, and when they add no index. */
  static async add(server: MariadbServer, sql: string): Promise<IndexTrial> {
    const tablesBefore = await readTableTexts(server);
    const indexesBefore = await readIndexes(server);
    const started = performance.now();
    await server.run(sql);
    const buildMs = performance.now() - started;
    const indexes = addedIndexes(indexesBefore, await readIndexes(server));
    if (indexes.length === 0) throw new Error(`This adds no index:\n${sql}`);
    const bytes = await sizeOf(server, indexes);
    return new IndexTrial(server, tablesBefore, indexesBefore, { indexes, bytes, buildMs });
  }

  /** By these statements, or by name. Rejects when the tables are not what they were. */
  async takeBack(undo?: string): Promise<void> {
    const drops = this.cost.indexes.map(
      ({ table, name }) => `ALTER TABLE \`${table}\` DROP INDEX \`${name}\`;`,
    );
    await this.server.run(undo ?? drops.join('\n'));
    const left = await readTableTexts(this.server);
    if (left !== this.tablesBefore)
      throw new Error(`Taking the indexes back leaves other tables than before:\n${left}`);
  }
}
