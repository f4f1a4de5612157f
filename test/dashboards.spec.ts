import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, projectFolder, startCluster, waitFor } from '#libs/testing';
import { Load } from './monitoring/load.js';
import { type PrometheusProcess, startPrometheus } from './monitoring/prometheus.js';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const monitoring = join(projectFolder, 'deploy', 'monitoring');
/** As Grafana fills them in for somebody who has chosen nothing. */
const variables = [
  ['$namespace', '.*'],
  ['$__rate_interval', '15s'],
] as const;
const queries = readdirSync(join(monitoring, 'dashboards')).flatMap((file) => {
  const { panels } = JSON.parse(readFileSync(join(monitoring, 'dashboards', file), 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      panel: `${file}: ${title}: ${expr}`,
      expr: variables.reduce((text, [name, value]) => text.replaceAll(name, value), expr),
    })),
  );
});
/** What a machine that is busy with other things may set off. */
const ofMachine = ['OtpPromisesSlow', 'OtpCpuHigh', 'OtpEventLoopBlocked'];
/** Metrics of a rule, with their matchers. */
const selectors = (query: string) => query.match(/\b(otp|process|nodejs|up\b)[\w:]*(\{[^}]*\})?/g) ?? [];

describe('dashboards and alerts in a Prometheus that scrapes a cluster under load', () => {
  let cluster: Cluster;
  let prometheus: PrometheusProcess;
  let load: Load;

  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 2, stocks: 1, items: 100 },
      // Everything that waits minutes waits seconds here.
      {
        ...{ SYNC_INTERVAL_MS: '1000', SUPPLY_STALE_AFTER_MS: '5000', REQUEST_TIMEOUT_MS: '1000' },
        ...{ ERPNEXT_BREAKER_CALLS: '4', ERPNEXT_BREAKER_LEAST_CALLS: '2' },
      },
    );
    await waitFor(
      async () => ((await (await fetch(`${cluster.url}/api/sync`)).json()) as { complete: boolean }).complete,
      { timeoutMs: 30_000, what: 'the first synchronisation' },
    );
    const targets: Record<string, string[]> = {};
    for (const { name, metricsPort } of cluster.processes)
      if (metricsPort !== 0)
        (targets[`otp-${name.replace(/ \d+$/, '')}`] ??= []).push(`127.0.0.1:${metricsPort}`);
    prometheus = await startPrometheus(targets, join(monitoring, 'alerts.yaml'));
    load = new Load(cluster);
  }, 90_000);
  afterAll(async () => {
    for (const name of ['sandbox', 'promise 2', 'redis']) signal(name, 'SIGCONT');
    await load.stop();
    await prometheus.stop();
    await cluster.stop();
  }, 60_000);

  const signal = (name: string, what: NodeJS.Signals) => {
    const { pid } = cluster.processes.find((process) => process.name === name) ?? {};
    if (pid !== undefined) process.kill(pid, what);
  };

  it('shows something in every panel', async () => {
    expect(queries.length).toBeGreaterThan(50);
    let empty: string[] = [];
    await waitFor(
      async () => {
        const found = await Promise.all(queries.map(({ expr }) => prometheus.query(expr)));
        empty = queries.filter((_, at) => found[at]?.length === 0).map(({ panel }) => panel);
        return empty.length === 0;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    ).catch(() => undefined);
    expect(empty).toEqual([]);
  }, 40_000);

  it('alarms nobody while all is well, and has no rule that can not be evaluated', async () => {
    const rules = await waitFor(async () => {
      const all = await prometheus.rules();
      return all.every(({ health }) => health !== 'unknown') ? all : undefined;
    });
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect((await alarms()).filter((name) => !ofMachine.includes(name))).toEqual([]);
  });

  it('begins to alarm when ERPNext and a process freeze, by metrics that all exist', async () => {
    signal('sandbox', 'SIGSTOP');
    signal('promise 2', 'SIGSTOP');
    await beginToAlarm(
      ...['OtpErpnextBreakerOpen', 'OtpInstanceMissing', 'OtpErrorBudgetBurnsSlowly', 'OtpPromisesStale'],
    );
    const all = [...new Set((await prometheus.rules()).flatMap(({ query }) => selectors(query)))];
    const found = await Promise.all(
      all.map((selector) => prometheus.query(`count_over_time(${selector}[5m])`)),
    );
    expect(all.filter((_, at) => found[at]?.length === 0)).toEqual([]);
  }, 45_000);

  it('begins to alarm when Redis freezes', async () => {
    signal('sandbox', 'SIGCONT');
    signal('promise 2', 'SIGCONT');
    expect(await alarms()).not.toContain('OtpRedisDown');
    signal('redis', 'SIGSTOP');
    await beginToAlarm('OtpRedisDown');
  }, 40_000);

  /** Alerts that fire, or will when it goes on like that: most of them wait for minutes. */
  async function alarms(): Promise<string[]> {
    const rules = await prometheus.rules();
    return rules.filter(({ state = 'inactive' }) => state !== 'inactive').map(({ name }) => name);
  }

  async function beginToAlarm(...names: string[]): Promise<void> {
    let begun: string[] = [];
    await waitFor(
      async () => {
        begun = await alarms();
        return names.every((name) => begun.includes(name));
      },
      { timeoutMs: 30_000, everyMs: 250 },
    ).catch(() => undefined);
    expect(begun).toEqual(expect.arrayContaining(names));
  }
});
