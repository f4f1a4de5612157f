import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A compiled revision in a folder of its own. */
export interface OlderBuild {
  /** Holds `dist`, as the project's folder does. */
  readonly folder: string;
  /** The commit in full. */
  readonly commit: string;
  remove(): void;
}

/**
 * Compiles a revision of the repository in `root` in the folder for temporary files. It uses the packages of
 * `root` when it wants the same ones, else its own. Throws a RangeError when there is no such revision.
 */
export async function buildOf(revision: string, root: string): Promise<OlderBuild> {
  const commit = await commitOf(revision, root);
  const folder = mkdtempSync(join(tmpdir(), 'otp-older-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = join(folder, 'source.tar');
    await execute('git', ['archive', '--format', 'tar', '--output', archive, commit], { cwd: root });
    await execute('tar', ['-xf', archive, '-C', folder]);
    rmSync(archive);
    if (isSame(root, folder, 'package-lock.json'))
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    else await execute('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
    await execute('npm', ['run', '--silent', 'build'], { cwd: folder });
    if (!existsSync(join(folder, 'dist', 'apps'))) throw new Error(`${commit} was built without apps.`);
    return { folder, commit, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function commitOf(revision: string, root: string): Promise<string> {
  const wanted = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { stdout } = await execute('git', wanted, { cwd: root }).catch(() => {
    throw new RangeError(
      `There is no revision ${revision} in ${root}; a shallow clone has the last commit alone.`,
    );
  });
  return stdout.trim();
}

const isSame = (one: string, other: string, file: string): boolean =>
  readFileSync(join(one, file)).equals(readFileSync(join(other, file)));
