import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type ClusterPlan,
  clusterPlan,
  privatePortCount,
  type RunFolder,
  sandboxSite,
} from './cluster-plan.js';
import { dyingWithUs } from './dying-with-us.js';
import {
  curlCommand,
  findOrder,
  type FirstAnswer,
  type FirstOrder,
  waitForPromise,
} from './first-promise.js';
import { renderNginxConfig } from './nginx-config.js';
import { freePorts, LOOPBACK } from './ports.js';
import type { StartPlan } from './start-plan.js';
import { type ProcessPlan, SupervisedProcess } from './supervised-process.js';

/** From the first signal to the last process, by force at the end. */
const STOP_MS = 33_000;

/** One process as others may look at it. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number | undefined;
  readonly port: number;
}

/** What a started cluster shows of itself. */
export interface Greeting {
  readonly url: string;
  readonly erpUrl: string;
  readonly curl: string;
  readonly order: FirstOrder;
  readonly answer: FirstAnswer;
}

/** All processes of one start, from the first to the last. */
export class Cluster {
  /** In the order of their start: each group serves those after it. */
  private readonly groups: SupervisedProcess[][] = [];
  private readonly prefix = dyingWithUs();
  private readonly halt = new AbortController();
  readonly folder: RunFolder;

  constructor(
    private readonly plan: StartPlan,
    private readonly root: string,
    private readonly say: (what: string) => void,
  ) {
    const path = join(root, '.run', String(plan.port));
    this.folder = { path, logs: join(path, 'logs') };
  }

  /** Starts everything and waits until a promise comes back. Throws when something does not start. */
  async start(env: Readonly<Record<string, string>>): Promise<Greeting> {
    const { plan } = this;
    const except = [plan.port, plan.sandboxPort];
    const ports = await freePorts(privatePortCount(plan), except);
    const processes = clusterPlan(plan, ports, this.folder, join(this.root, 'dist'), env);
    this.makeRunFolder(processes);

    const { redis, sandbox, stocks, promises, gateways, nginx } = processes;
    await this.bringUp([[redis], sandbox === undefined ? [] : [sandbox]]);
    const site = plan.erp ?? sandboxSite(plan);
    const order = await findOrder(site, plan.defaultWarehouse);
    await this.bringUp([stocks, promises, gateways]);
    await this.bringUp([[nginx]]);

    const url = `http://${LOOPBACK}:${plan.port}`;
    const answer = await waitForPromise(`${url}/otp/promise`, order, this.halt.signal);
    return { url, erpUrl: site.url, curl: curlCommand(`${url}/otp/promise`, order), order, answer };
  }

  /** Ends everything, requests in flight first; nobody who is still needed goes before the others. */
  async stop(): Promise<void> {
    this.halt.abort();
    const deadline = Date.now() + STOP_MS;
    for (const group of this.groups.toReversed()) {
      await Promise.all(group.map((process) => process.stop(deadline)));
    }
  }

  /** Ends everything at once, without waiting. */
  kill(): void {
    for (const process of this.groups.flat()) process.kill();
  }

  /** Removes what the cluster wrote. */
  removeRunFolder(): void {
    rmSync(this.folder.path, { recursive: true, force: true });
    try {
      rmdirSync(dirname(this.folder.path));
    } catch {
      // Another cluster has its folder beside ours.
    }
  }

  runningProcesses(): RunningProcess[] {
    return this.groups.flat().map(({ plan: { name, port }, pid }) => ({ name, pid, port }));
  }

  /** Starts the processes of these groups together and waits until all of them accept connections. */
  private async bringUp(plans: readonly (readonly ProcessPlan[])[]): Promise<void> {
    this.halt.signal.throwIfAborted();
    const started = plans.map((group) =>
      group.map((plan) => new SupervisedProcess(plan, this.prefix, this.say)),
    );
    this.groups.push(...started);
    for (const process of started.flat()) process.start();
    await Promise.all(
      started.flat().map(async (process) => {
        await process.ready();
        process.supervise();
        this.say(`${process.plan.name} is up (port ${process.plan.port})`);
      }),
    );
  }

  private makeRunFolder({ gateways }: ClusterPlan): void {
    rmSync(this.folder.path, { recursive: true, force: true });
    mkdirSync(this.folder.logs, { recursive: true });
    mkdirSync(join(this.folder.path, 'temp'));
    const template = readFileSync(join(this.root, 'nginx', 'nginx.conf.template'), 'utf8');
    const gatewayPorts = gateways.map(({ port }) => port);
    const config = renderNginxConfig(template, { port: this.plan.port, gatewayPorts });
    writeFileSync(join(this.folder.path, 'nginx.conf'), config);
  }
}
