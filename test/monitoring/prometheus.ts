import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type ChildRun, freePort, runChild, waitFor } from '#libs/testing';

/** One series of an answer: its value now. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

interface Rule {
  /** Name of the alert, or of the recorded series. */
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
}

/** A Prometheus on loopback that looks every second. */
export class PrometheusProcess {
  constructor(
    private readonly url: string,
    private readonly child: ChildRun,
    private readonly folder: string,
  ) {}

  /** Samples of an instant vector, without those that are no number. Throws what Prometheus finds wrong with `expr`. */
  async query(expr: string): Promise<Sample[]> {
    const found = (await this.ask(`query?query=${encodeURIComponent(expr)}`)) as { result: Sample[] };
    return found.result.filter(({ value: [, value] }) => value !== 'NaN');
  }

  async rules(): Promise<Rule[]> {
    const { groups } = (await this.ask('rules')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) => rules);
  }

  /** Ends it and removes what it has stored. */
  async stop(): Promise<void> {
    await this.child.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: unknown; error?: string };
    if (error !== undefined) throw new Error(`${decodeURIComponent(path)}: ${error}`);
    return data;
  }
}

/** Starts a Prometheus that scrapes these targets (job → host:port of each) and evaluates the rules of a file. */
export async function startPrometheus(
  targets: Readonly<Record<string, readonly string[]>>,
  ruleFile: string,
): Promise<PrometheusProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-prometheus-'));
  const configFile = join(folder, 'prometheus.yml');
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [ruleFile],
    scrape_configs: Object.entries(targets).map(([job, addresses]) => ({
      job_name: job,
      static_configs: [{ targets: addresses }],
    })),
  };
  writeFileSync(configFile, stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = await runChild([
    'prometheus',
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${join(folder, 'series')}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ]);
  const prometheus = new PrometheusProcess(`http://${address}`, child, folder);
  try {
    await waitFor(async () => (await fetch(`http://${address}/-/ready`)).ok, {
      timeoutMs: 20_000,
      what: 'Prometheus',
    });
  } catch (error) {
    await prometheus.stop();
    throw new Error(`Prometheus does not start:\n${child.output()}`, { cause: error });
  }
  return prometheus;
}
