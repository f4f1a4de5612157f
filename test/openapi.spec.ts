import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type Cluster, projectFolder, runChild, startCluster } from '#libs/testing';
import { Caller, faultsOf } from '../tools/openapi/call.js';
import { DescribedApi } from '../tools/openapi/described-api.js';
import { exampleCalls } from '../tools/openapi/example-calls.js';
import { fuzz } from '../tools/openapi/fuzz.js';

const execute = promisify(execFile);
const webhookSecret = 'a-secret-of-webhooks-that-only-tests-know';

describe('the description of the API, held against a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-openapi-'));
  let cluster: Cluster;
  let api: DescribedApi;

  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 1, items: 60 },
      { WEBHOOK_SECRETS: webhookSecret, RATE_LIMIT_PER_SECOND: '0' },
    );
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, webhookSecret, { mode: 0o600 });
    await tool('erpnext-install', [
      ...['--erp-url', cluster.sandboxUrl, '--erp-key', 'sandbox', '--erp-secret', 'sandbox'],
      ...['--receiver', cluster.url, '--secret-file', secretFile],
    ]);
    api = await DescribedApi.at(cluster.url);
  }, 60_000);
  afterAll(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  }, 40_000);

  async function tool(name: string, args: readonly string[]): Promise<string> {
    const run = await runChild([
      process.execPath,
      join(projectFolder, 'dist', 'tools', `${name}.js`),
      ...args,
    ]);
    if ((await run.ended) !== 0) throw new Error(run.output());
    return run.output();
  }

  it('is OpenAPI 3.1', async () => {
    const document = (await (await fetch(`${cluster.url}/openapi.json`)).json()) as Record<string, unknown>;
    expect(document['openapi']).toMatch(/^3\.1\./);
    expect(await new Validator().validate(document)).toEqual({ valid: true });
  });

  it('has examples that fit, one at least for each body and answer', () => {
    for (const { id, body = {}, responses } of api.operations) {
      const contents = [body, ...Object.values(responses).map(({ content }) => content)];
      for (const [type, media] of contents.flatMap((content) => Object.entries(content))) {
        const examples = Object.entries(media.examples ?? {});
        expect([id, type, examples.length]).not.toEqual([id, type, 0]);
        for (const [name, { value }] of examples) {
          const line = media['x-line-schema'];
          const values: unknown[] =
            line === undefined
              ? [value]
              : String(value)
                  .trimEnd()
                  .split('\n')
                  .map((text) => JSON.parse(text) as unknown);
          const faults = values.map((each) => api.fault(line ?? media.schema, each));
          expect([id, type, name, faults]).toEqual([id, type, name, values.map(() => undefined)]);
        }
      }
    }
  });

  it('has examples that are answered as it says', async () => {
    const caller = new Caller(cluster.url, { webhookSecret });
    for (const operation of api.operations) {
      for (const { name, ...call } of exampleCalls(operation)) {
        // The sandbox numbers its Sales Orders by the year.
        const text = JSON.stringify(call).replaceAll(/SAL-ORD-\d{4}/g, `SAL-ORD-${new Date().getFullYear()}`);
        const answer = await caller.send({ ...(JSON.parse(text) as typeof call), operation });
        const success = Object.keys(operation.responses)[0];
        expect([name, String(answer.status), answer.text, faultsOf(api, operation, answer)]).toEqual([
          ...[name, success, expect.any(String)],
          [],
        ]);
      }
    }
    await caller.close();
  }, 20_000);

  it('covers what thousands of made-up calls are answered', async () => {
    const reports = await fuzz({ url: cluster.url, webhookSecret, requests: 2_000, seconds: 20, seed: 1 });
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { operation, sent, statuses } of reports) {
      const some = (from: number) =>
        [...statuses.keys()].some((status) => status >= from && status < from + 100);
      expect([operation.id, sent >= 200, some(200)]).toEqual([operation.id, true, true]);
      const failures = [...statuses.keys()].filter((status) => status >= 500 && status < 504);
      expect([operation.id, failures]).toEqual([operation.id, []]);
      if (operation.parameters.length > 3 || operation.body !== undefined) {
        expect([operation.id, some(400)]).toEqual([operation.id, true]);
      }
    }
  }, 60_000);

  it('is a page that needs nothing from elsewhere', async () => {
    const response = await fetch(`${cluster.url}/docs`);
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self';",
    );
    expect(page).not.toMatch(/https?:|<script>|<style>/);
    const assets = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(assets).toHaveLength(3);
    for (const path of assets) {
      const asset = await fetch(`${cluster.url}${path}`);
      const type = path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
      expect([path, asset.status, asset.headers.get('content-type')]).toEqual([path, 200, type]);
      expect((await asset.text()).length).toBeGreaterThan(100);
    }
    expect((await fetch(`${cluster.url}/docs/package.json`)).status).toBe(404);
  });

  it('is what `npm run example` is made of', async () => {
    const output = await tool('example', ['--url', cluster.url]);
    expect(output).toMatch(/^2 of BOLT-M8: \d{4}-\d\d-\d\d \(OK, confidence HIGH\)$/m);
    expect(output).toMatch(/^The newest of \d+ Sales Orders:\n {2}SAL-ORD-\d{4}-\d{5} {2}/m);
  });

  it('has curl lines that work as they are printed', async () => {
    const page = readFileSync(join(projectFolder, 'docs', 'api.md'), 'utf8');
    const scripts = [...page.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, script]) => script ?? '');
    expect(scripts).toHaveLength(api.operations.length);
    for (const script of scripts) {
      const here = script.replaceAll('http://127.0.0.1:8080', cluster.url);
      const told = `curl() { command curl -w '\\n%{http_code}' "$@"; }\n${here}`;
      const { stdout } = await execute('bash', ['-c', told], {
        env: { ...process.env, WEBHOOK_SECRETS: webhookSecret },
      });
      expect([script, stdout]).toEqual([script, expect.stringMatching(/\n20[02]$/)]);
    }
  }, 20_000);
});
