import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

/** What a Dockerfile may copy: what its ignore file lets through, which must begin by letting nothing through. */
export class BuildContext {
  private readonly allowed: readonly string[];

  constructor(
    private readonly root: string,
    ignoreFile: string,
  ) {
    const [first, ...rest] = readFileSync(ignoreFile, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    if (first !== '*' || rest.some((line) => !/^![^*?]+$/.test(line))) {
      throw new Error(`${ignoreFile} must be * and then one !path in each line.`);
    }
    this.allowed = rest.map((line) => line.slice(1));
    const stale = this.allowed.find((path) => !existsSync(join(root, path)));
    if (stale !== undefined) throw new Error(`${ignoreFile} lets ${stale} through, which is not there.`);
  }

  /** The place of a file or folder. Throws when the ignore file holds it back. */
  file(path: string): string {
    const clean = normalize(path);
    if (!this.allowed.some((allowed) => clean === allowed || clean.startsWith(`${allowed}/`))) {
      throw new Error(`COPY ${path}: the ignore file does not let it through.`);
    }
    return join(this.root, clean);
  }
}
