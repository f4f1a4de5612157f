import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '#libs/testing';
import type { ClusterPlan } from '../start/cluster-plan.js';
import type { ProcessPlan } from '../start/supervised-process.js';
import type { ProcessState } from './disturbed-process.js';

const preload = join(projectFolder, 'dist', 'tools', 'chaos', 'disturbed-process.js');
/** Until a process has looked at its file. */
const SEEN_MS = 100;

/** Files that tell processes of a cluster, by their names, what to do to themselves. */
export class ProcessStates {
  private readonly folder = join(tmpdir(), `otp-chaos-states-${randomUUID()}`);

  /** All Node processes of a cluster as they must be run for that; `nodeFlags`: more of Node's. */
  adapt(plan: ClusterPlan, nodeFlags: readonly string[] = []): ClusterPlan {
    mkdirSync(this.folder);
    const adapted = (process: ProcessPlan): ProcessPlan => this.adapted(process, nodeFlags);
    return {
      ...plan,
      sandbox: plan.sandbox && adapted(plan.sandbox),
      stocks: plan.stocks.map(adapted),
      promises: plan.promises.map(adapted),
      gateways: plan.gateways.map(adapted),
    };
  }

  async tell(name: string, state: ProcessState): Promise<void> {
    // At once, so that nobody reads half of it.
    writeFileSync(`${this.fileOf(name)}.new`, JSON.stringify(state));
    renameSync(`${this.fileOf(name)}.new`, this.fileOf(name));
    await pause(SEEN_MS);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last of several equal flags counts for Node, and the first import goes first. */
  private adapted(process: ProcessPlan, nodeFlags: readonly string[]): ProcessPlan {
    const [node, ...args] = process.command;
    const main = args.findIndex((arg) => arg.endsWith('main.js'));
    writeFileSync(this.fileOf(process.name), '{}');
    const url = pathToFileURL(preload);
    url.searchParams.set('state', this.fileOf(process.name));
    return { ...process, command: [node, '--import', url.href, ...args.toSpliced(main, 0, ...nodeFlags)] };
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name.replaceAll(' ', '-')}.json`);
  }
}
