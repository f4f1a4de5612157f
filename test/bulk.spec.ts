import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ChildRun, type Cluster, projectFolder, runChild, startCluster, waitFor } from '#libs/testing';

interface Line {
  readonly status?: string;
  readonly plan?: readonly { readonly qty_required: number }[];
  readonly index?: number;
  readonly error?: { readonly code: string; readonly detail: string };
  readonly summary?: { readonly orders: number; readonly ok: number; readonly invalid: number };
}

describe('bulk streams through the whole cluster', () => {
  let cluster: Cluster;
  let folder: string;

  beforeAll(async () => {
    cluster = await startCluster({ gateways: 2, promises: 2, stocks: 1, items: 50 }, { API_KEYS: 'off' });
    folder = await mkdtemp(join(tmpdir(), 'otp-bulk-'));
  }, 90_000);
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  /** Order number `at` asks for at + 1 pieces, so that its answer shows which one it is. */
  const orderOf = (at: number): string =>
    JSON.stringify({ customer: 'Bulk', items: [{ item_code: itemCode(), qty: at + 1 }] });
  const itemCode = (): string => cluster.greeting.order.items[0].item_code;
  const bodyOf = (count: number): string =>
    Array.from({ length: count }, (_, at) => `${orderOf(at)}\n`).join('');
  const open = (path = '/otp/bulk-promise'): ClientRequest =>
    request(new URL(path, cluster.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
    });
  const answerTo = async (call: ClientRequest): Promise<IncomingMessage> => {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return answer;
  };
  const linesOf = (text: string): Line[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  const numberOf = ({ plan, index }: Line): number =>
    plan ? (plan[0]?.qty_required ?? 0) - 1 : (index ?? -1);
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
  const readAll = async (answer: AsyncIterable<unknown>): Promise<Line[]> => {
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return linesOf(text);
  };

  it('are answered line by line while their orders are still being sent', async () => {
    const call = open();
    call.write(`${orderOf(0)}\n`);
    const answer = await answerTo(call);
    const pieces = answer.iterator({ destroyOnReturn: false });
    expect(linesOf(String((await pieces.next()).value)).map(numberOf)).toEqual([0]);
    call.write(`${orderOf(1)}\n`);
    expect(linesOf(String((await pieces.next()).value)).map(numberOf)).toEqual([1]);
    call.end();
    expect(await readAll(pieces)).toEqual([]);
  });

  it('come through whole when the reader rests in between', async () => {
    const count = 20_000;
    const call = open('/otp/bulk-promise?summary=true');
    call.end(bodyOf(count));
    const answer = await answerTo(call);
    // Nothing is read until the stream has filled every buffer on its way and stands still.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const lines = await readAll(answer);
    expect(lines.slice(0, count).map(numberOf)).toEqual(numbers(count));
    expect(lines[count]?.summary).toMatchObject({ orders: count, invalid: 0 });
  }, 60_000);

  /** The processes of this service that run now. */
  const living = async (service: string): Promise<number[]> => {
    const start = cluster.run.process.pid ?? NaN;
    const children = await readFile(`/proc/${start}/task/${start}/children`, 'utf8');
    const pids = children.trim().split(' ').map(Number);
    const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
    const found = pids.filter((_pid, at) => commands[at]?.includes(`/apps/${service}/`));
    expect(found.length).toBeGreaterThan(0);
    return found;
  };

  /** Resident memory of a process, in MB. */
  const memoryOf = async (pid: number): Promise<number> => {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  };

  it('of 100,000 orders make no gateway more than 50 MB larger', async () => {
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(Array.from({ length: 20 }, async () => (await cluster.ask()).arrayBuffer()));
    }
    const gateways = await living('gateway');
    const before = await Promise.all(gateways.map(memoryOf));
    const call = open('/otp/bulk-promise?summary=true');
    const answer = answerTo(call);
    const sent = pipeline(function* () {
      for (let at = 0; at < 100_000; at += 100) yield `${orderOf(at % 10)}\n`.repeat(100);
    }, call);
    let growth = 0;
    let tail = '';
    for await (const chunk of await answer) {
      tail = (tail + String(chunk)).slice(-500);
      const sizes = await Promise.all(gateways.map(memoryOf));
      growth = Math.max(growth, ...sizes.map((size, at) => size - (before[at] ?? NaN)));
    }
    await sent;
    const [last] = linesOf(tail.slice(tail.lastIndexOf('\n', tail.length - 2)));
    expect(last?.summary).toMatchObject({ orders: 100_000, invalid: 0 });
    expect(growth).toBeLessThan(50);
  }, 120_000);

  it('say which orders could not be judged while every promise service is killed', async () => {
    const count = 5_000;
    const call = open('/otp/bulk-promise?summary=true');
    call.write(bodyOf(count / 2));
    const answer = await answerTo(call);
    for (const { name, pid } of cluster.processes) {
      if (name.startsWith('promise') && pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    call.end(
      numbers(count / 2)
        .map((at) => `${orderOf(count / 2 + at)}\n`)
        .join(''),
    );
    const lines = await readAll(answer);
    expect(lines.slice(0, count).map(numberOf)).toEqual(numbers(count));
    const failed = lines.slice(0, count).filter(({ error }) => error !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    const last = lines[count];
    expect(last?.error?.detail).toContain(`${failed.length} of ${count} orders could not be judged`);
    expect(last?.summary).toMatchObject({ orders: count, invalid: failed.length });
    await waitFor(async () => (await cluster.ask()).ok, { timeoutMs: 30_000, what: 'a promise' });
  }, 60_000);

  const promiseFile = (...args: readonly string[]): Promise<ChildRun> =>
    runChild([
      process.execPath,
      join(projectFolder, 'dist', 'tools', 'promise-file.js'),
      ...args,
      '--url',
      cluster.url,
    ]);
  const fileOf = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const resultsIn = async (path: string): Promise<number[]> =>
    linesOf(await readFile(path, 'utf8')).map(numberOf);

  it('are read from a file, and gone on with where they were interrupted', async () => {
    const count = 30_000;
    const file = await fileOf('orders.ndjson', bodyOf(count));
    const out = join(folder, 'answers.ndjson');
    const interrupted = await promiseFile(file, '--out', out);
    await waitFor(async () => (await readFile(out, 'utf8')).length > 0, { what: 'the first answers' });
    expect(await interrupted.stop('SIGINT')).toBe(130);
    const begun = await resultsIn(out);
    expect(begun.length).toBeLessThan(count);
    expect(interrupted.output()).toContain(`Interrupted after ${begun.length} of ${count} orders`);

    expect(await (await promiseFile(file, '--out', out)).ended).toBe(2);
    const resumed = await promiseFile(file, '--out', out, '--resume');
    expect(await resumed.ended).toBe(0);
    expect(await resultsIn(out)).toEqual(numbers(count));
  }, 90_000);

  it('from a file outlive a gateway that dies', async () => {
    const count = 20_000;
    const file = await fileOf('more.ndjson', bodyOf(count));
    const out = join(folder, 'more-answers.ndjson');
    const run = await promiseFile(file, '--out', out);
    await waitFor(async () => (await readFile(out, 'utf8')).length > 0, { what: 'the first answers' });
    for (const { name, pid } of cluster.processes) {
      if (name.startsWith('gateway') && pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    await run.ended;
    expect(await resultsIn(out)).toEqual(numbers(count));
  }, 90_000);

  it('from a file wait for promise services that come back', async () => {
    const count = 20_000;
    const file = await fileOf('most.ndjson', bodyOf(count));
    const out = join(folder, 'most-answers.ndjson');
    const run = await promiseFile(file, '--out', out);
    await waitFor(async () => (await readFile(out, 'utf8')).length > 0, { what: 'the first answers' });
    for (const pid of await living('promise')) process.kill(pid, 'SIGKILL');
    expect(await run.ended).toBe(0);
    expect(await resultsIn(out)).toEqual(numbers(count));
  }, 90_000);

  it('are read from a CSV file, several rows an order', async () => {
    const file = await fileOf(
      'orders.csv',
      `order,customer,item_code,qty,desired_date\n7,Bulk,${itemCode()},1,2030-01-07\n7,Bulk,${itemCode()},2,\n8,Bulk,${itemCode()},two,\n`,
    );
    const run = await promiseFile(file);
    expect(await run.ended).toBe(1);
    const [first, second] = linesOf(await readFile(`${file}.promises.ndjson`, 'utf8'));
    expect(first).toMatchObject({
      desired_date: '2030-01-07',
      plan: [{ qty_required: 1 }, { qty_required: 2 }],
    });
    expect(second).toMatchObject({ index: 1, error: { code: 'VALIDATION_FAILED' } });
    expect(run.output()).toMatch(/orders +2\n/);
  });
});
