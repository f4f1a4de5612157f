import { copyFile, mkdir, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder within that of the logs that has the last full one of each. */
const OLDER = 'older';

interface Bound {
  readonly largestBytes: number;
  readonly everyMs: number;
}

/**
 * Keeps logs from filling the disk: one that is full is copied aside, in place of the copy before, and begun anew
 * in place, because its writers hold it open (all of them append). Lines that come between the two are lost.
 */
export class BoundedLogs {
  private readonly timer: NodeJS.Timeout;
  private working = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly bound: Bound = { largestBytes: 64 * 1024 * 1024, everyMs: 5_000 },
  ) {
    this.timer = setInterval(() => {
      this.working = this.working.then(() => this.look());
    }, bound.everyMs).unref();
  }

  /** Nothing in the folder is touched any more when it resolves. */
  stop(): Promise<void> {
    clearInterval(this.timer);
    return this.working;
  }

  private async look(): Promise<void> {
    for (const entry of await readdir(this.folder, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(this.folder, entry.name);
      if ((await stat(file)).size < this.bound.largestBytes) continue;
      await mkdir(join(this.folder, OLDER), { recursive: true });
      await copyFile(file, join(this.folder, OLDER, entry.name));
      await truncate(file);
    }
  }
}
