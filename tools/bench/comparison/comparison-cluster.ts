import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../libs/testing/src/child-run.js';
import { dyingWithUs } from '../../start/dying-with-us.js';
import { installedNginx, renderNginxConfig } from '../../start/nginx-config.js';
import { freePorts, LOOPBACK } from '../../start/ports.js';
import { type ProcessPlan, SupervisedProcess } from '../../start/supervised-process.js';
import { cpuMsOf, treeOf } from '../process-use.js';

/** Says which path a request takes: "unary", "batched", or without it the constant answer. */
export const PATH_HEADER = 'x-bench-path';

const GATEWAYS = 4;
const SERVICES = 2;
const STOP_MS = 5_000;

/**
 * What the engine is compared with: its own nginx configuration before four plain Nest and Fastify gateways and two
 * gRPC services, which answer every order with one and the same plan.
 */
export class ComparisonCluster {
  private constructor(
    readonly url: string,
    private readonly groups: readonly (readonly SupervisedProcess[])[],
    private readonly folder: string,
  ) {}

  static async start(plan: Uint8Array): Promise<ComparisonCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'otp-bench-'));
    // A worker of nginx that is not root has its cache here.
    chmodSync(folder, 0o711);
    for (const part of ['logs', 'temp']) mkdirSync(join(folder, part));
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, plan);

    const [port = 0, ...others] = await freePorts(1 + SERVICES + GATEWAYS, []);
    const servicePorts = others.slice(0, SERVICES);
    const gatewayPorts = others.slice(SERVICES);
    writeFileSync(join(folder, 'nginx.conf'), nginxConfig(port, gatewayPorts, folder));

    const prefix = dyingWithUs();
    const process = (name: string, port: number, command: ProcessPlan['command']): SupervisedProcess => {
      const logFile = join(folder, 'logs', `${name}.log`);
      const env = { PATH: globalThis.process.env['PATH'] ?? '' };
      const stopSignal = name === 'nginx' ? 'SIGQUIT' : 'SIGTERM';
      return new SupervisedProcess(
        { name, command, env, port, logFile, stopSignal },
        prefix,
        () => undefined,
      );
    };
    const addresses = servicePorts.map((service) => `${LOOPBACK}:${service}`).join(',');
    const groups = [
      servicePorts.map((own, at) => process(`service-${at}`, own, nodeCommand('service', own, planFile))),
      gatewayPorts.map((own, at) =>
        process(`gateway-${at}`, own, nodeCommand('gateway', own, planFile, addresses)),
      ),
      [process('nginx', port, ['nginx', '-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'stderr'])],
    ];
    const cluster = new ComparisonCluster(`http://${LOOPBACK}:${port}`, groups, folder);
    try {
      for (const group of groups) {
        for (const one of group) one.start();
        await Promise.all(group.map((one) => one.ready()));
      }
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** CPU time of all its processes until now, in milliseconds. */
  cpuMs(): number {
    const pids = this.groups.flat().flatMap(({ pid }) => (pid === undefined ? [] : treeOf(pid)));
    return cpuMsOf(pids);
  }

  async stop(): Promise<void> {
    for (const group of this.groups.toReversed()) {
      await Promise.all(group.map((process) => process.stop(Date.now() + STOP_MS)));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function nginxConfig(port: number, gatewayPorts: readonly number[], folder: string): string {
  const template = readFileSync(join(projectFolder, 'nginx', 'nginx.conf.template'), 'utf8');
  return renderNginxConfig(template, {
    version: installedNginx(),
    port,
    gatewayPorts,
    requestTimeoutMs: 10_000,
    cacheFolder: join(folder, 'answers'),
    corsOrigins: [],
    balance: 'round-robin',
    tls: undefined,
  });
}

function nodeCommand(file: string, port: number, ...args: readonly string[]): ProcessPlan['command'] {
  return [process.execPath, join(import.meta.dirname, `${file}.js`), String(port), ...args];
}
