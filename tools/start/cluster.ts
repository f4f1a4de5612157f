import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variables } from '#libs/config';
import { clusterPlan, privatePortCount, type RunFolder, sandboxSite } from './cluster-plan.js';
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
const STOP_MS = 34_000;
/** What every group has from its own signal on, whatever the groups before it took. */
const OWN_STOP_MS = 1_000;

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

  constructor(
    private readonly plan: StartPlan,
    private readonly root: string,
    /** Ours alone, and empty. */
    private readonly folder: RunFolder,
    private readonly say: (what: string) => void,
  ) {}

  /** Starts everything and waits until a promise comes back. Throws when something does not start. */
  async start(env: Readonly<Record<string, string>>): Promise<Greeting> {
    const { plan } = this;
    const except = [plan.port, plan.sandboxPort];
    const ports = await freePorts(privatePortCount(plan), except);
    const processes = clusterPlan(plan, ports, this.folder, join(this.root, 'dist'), env);
    const gatewayPorts = processes.gateways.map(({ port }) => port);
    this.configureNginx(gatewayPorts, requestTimeoutMs(env));

    const { redis, sandbox, stocks, promises, gateways, nginx } = processes;
    await this.bringUp([sandbox === undefined ? [redis] : [redis, sandbox]]);
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
    const end = Date.now() + STOP_MS;
    for (const [later, group] of [...this.groups.entries()].toReversed()) {
      const deadline = end - later * OWN_STOP_MS;
      await Promise.all(group.map((process) => process.stop(deadline)));
    }
  }

  /** Ends everything at once, without waiting. */
  kill(): void {
    for (const process of this.groups.flat()) process.kill();
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

  private configureNginx(gatewayPorts: readonly number[], requestTimeoutMs: number): void {
    const template = readFileSync(join(this.root, 'nginx', 'nginx.conf.template'), 'utf8');
    const config = renderNginxConfig(template, { port: this.plan.port, gatewayPorts, requestTimeoutMs });
    writeFileSync(join(this.folder.path, 'nginx.conf'), config);
  }
}

/** The gateways refuse to start with a value that is none; until then the usual one will do for nginx. */
function requestTimeoutMs({ REQUEST_TIMEOUT_MS }: Readonly<Record<string, string>>): number {
  const { schema } = variables.REQUEST_TIMEOUT_MS;
  const given = schema.safeParse(REQUEST_TIMEOUT_MS);
  return given.success ? given.data : schema.parse(undefined);
}
