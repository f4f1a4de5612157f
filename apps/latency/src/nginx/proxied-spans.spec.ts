import { createSocket } from 'node:dgram';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tracing } from '#libs/observability';
import { freePort, waitFor } from '#libs/testing';
import { FollowedFile } from './followed-file.js';
import type { LogLines, TakeLine } from './log-lines.js';
import { ProxiedSpans } from './proxied-spans.js';
import { ReceivedLines } from './received-lines.js';

const caller = `00-${'0'.repeat(31)}1-00f067aa0ba902b7-00`;

/** A line of nginx's log for the trace with this number. */
function line(trace: number, more: object = {}): string {
  const id = trace.toString(16).padStart(8, '0').repeat(4);
  return JSON.stringify({
    ...{ traceparent: `00-${id}-${'b'.repeat(16)}-00`, caller_traceparent: caller },
    ...{
      ended: 1_800_000_000.25,
      method: 'GET',
      path: '/otp/sales-orders/SAL-1',
      status: 200,
      seconds: 0.05,
    },
    ...more,
  });
}

describe("nginx's spans", () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-log-'));
  const path = join(folder, 'access.log');
  const running: { stop(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop()));
    rmSync(path, { force: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const inFile = (take: TakeLine): LogLines => new FollowedFile(path, take);

  async function follow({ ratio = 0, most = 100, log = inFile } = {}) {
    const spans: { traceId: string; spanId: string; ms: number; facts: object; failed: boolean }[] = [];
    const tracing = new Tracing({
      ...{ ratio, chosenByCallers: 0, heldSpans: 10, rescue: { slowest: 0, failed: 0 } },
      exportSpan: ({ traceId, spanId, startedAt, endedAt, facts, failed }) =>
        spans.push({
          ...{ traceId, spanId, failed },
          ms: Math.round((endedAt - startedAt) / 1e3),
          facts: Object.fromEntries(facts),
        }),
    });
    const proxied = new ProxiedSpans(tracing, most);
    const lines = log(proxied.take);
    tracing.followNamed((traces) => void proxied.named(traces, lines));
    await lines.start();
    running.push(tracing, lines);
    const ids = (): number[] => spans.map(({ traceId }) => parseInt(traceId.slice(0, 8), 16)).sort();
    const come = (...wanted: number[]) =>
      waitFor(() => JSON.stringify(ids()) === JSON.stringify(wanted), { what: `spans of ${wanted.join()}` });
    const keep = (trace: number) => tracing.receive(`keep ${trace.toString(16).padStart(8, '0').repeat(4)}`);
    return { spans, come, keep, tracing };
  }

  it('are made of the lines whose traces are sampled, without the names in their paths', async () => {
    const { spans, come } = await follow({ ratio: 0.5 });
    writeFileSync(path, `${line(0xf000_0001)}\nno line of ours\n${line(7)}\n`);
    await come(7);
    expect(spans).toEqual([
      {
        ...{ traceId: '00000007'.repeat(4), spanId: 'b'.repeat(16), ms: 50, failed: false },
        facts: {
          'http.request.method': 'GET',
          'http.route': '/otp/sales-orders',
          'http.response.status_code': 200,
        },
      },
    ]);
  });

  it('have no path where there is nothing, and fail with their request', async () => {
    const { spans, come } = await follow({ ratio: 1 });
    writeFileSync(path, `${line(1, { status: 404 })}\n${line(2, { status: 503 })}\n`);
    await come(1, 2);
    expect(spans.map(({ facts, failed }) => ['http.route' in facts, failed])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('are made later of lines whose traces are named, be it before or after the line', async () => {
    const { come, keep, tracing } = await follow({ most: 2 });
    tracing.receive('ratio 0');
    writeFileSync(path, [1, 2, 3].map((trace) => `${line(trace)}\n`).join(''));
    keep(4);
    appendFileSync(path, `${line(4)}\n`);
    await come(4);
    keep(1);
    keep(3);
    await come(3, 4);
  });

  it('come from what is written after the start, also when the file is renamed, emptied or cut in a line', async () => {
    writeFileSync(path, `${line(1)}\n`);
    const { come } = await follow({ ratio: 1 });
    appendFileSync(path, line(2).slice(0, 40));
    appendFileSync(path, `${line(2).slice(40)}\n`);
    await come(2);
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, `${line(3)}\n`);
    writeFileSync(path, `${line(4)}\n${line(5)}\n`);
    await come(2, 3, 4, 5);
    truncateSync(path);
    appendFileSync(path, `${line(6)}\n`);
    await come(2, 3, 4, 5, 6);
  });

  describe('that come by syslog', () => {
    const bytes = 65_536;
    const sender = createSocket('udp4');
    afterAll(() => sender.close());

    async function receive(settings: { readonly ratio?: number } = {}) {
      const port = await freePort();
      const log = (take: TakeLine) => new ReceivedLines({ host: '127.0.0.1', port, bytes }, take);
      const send = (text: string): void =>
        sender.send(`<190>Oct  1 12:00:00 nginx: ${text}`, port, '127.0.0.1');
      return { send, ...(await follow({ ...settings, log })) };
    }

    it('are made of what nginx writes, and of nothing else that comes', async () => {
      const { send, spans, come } = await receive({ ratio: 1 });
      send(`{"traceparent":"00-${'a'.repeat(32)}-${'b'.repeat(16)}-00"}`);
      send(line(9, { path: 1 }));
      send('no line of ours');
      send(`{"traceparent":"00-${'z'.repeat(9_000)}`);
      send(line(7));
      await come(7);
      expect(spans[0]?.facts).toMatchObject({ 'http.route': '/otp/sales-orders' });
    });

    it('are made later of lines whose traces are named while the line is held', async () => {
      const { send, spans, come, keep, tracing } = await receive();
      // Each longer than a third of what is held: the third stands where the first was, the fourth in the second.
      const length = Math.ceil(bytes / 3);
      for (const trace of [1, 2, 3]) send(line(trace, { request_id: 'x'.repeat(length) }));
      keep(4);
      send(line(4));
      await come(4);
      for (const trace of [1, 2, 3]) keep(trace);
      await come(3, 4);
      tracing.receive('ratio 1');
      send(line(5));
      await come(3, 4, 5);
      expect(spans.map(({ ms }) => ms)).toEqual([50, 50, 50]);
    });
  });
});
