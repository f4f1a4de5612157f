import { type Browser, launch, type Page } from 'puppeteer-core';
import { type RunningLatency, startLatency } from '../src/latency.js';
import { roundOfExports } from '../../../tools/bench-latency/otlp-exports.js';

let latency: RunningLatency;
let browser: Browser;
let page: Page;
/** What the page complained of: faults of scripts, and what its own policy forbade. */
let complaints: string[];

beforeAll(async () => {
  latency = await startLatency({
    ...{ host: '127.0.0.1', port: 0, grpcPort: 0 },
    store: {
      traces: 1_000,
      spans: 10_000,
      bytes: 10_000_000,
      spansPerTrace: 500,
      quietMs: 60_000,
      oldestMs: 60_000,
    },
    history: { sliceMs: 10_000, keepMs: 600_000, bytes: 10_000_000 },
  });
  for (const body of roundOfExports(Date.now())) {
    const headers = { 'content-type': 'application/x-protobuf' };
    await fetch(`${latency.url}/v1/traces`, { method: 'POST', headers, body });
  }
  latency.settle();
  browser = await launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await latency.close();
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage();
  await page.setViewport({ width: 1_280, height: 1_400 });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(latency.url);
  await page.waitForSelector('#flame rect');
});

afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

/** What an expression gives in the page. */
const read = async <T>(expression: string): Promise<T> => (await page.evaluate(expression)) as T;
const text = (selector: string): Promise<string> => read(`document.querySelector('${selector}').textContent`);
const texts = (selector: string): Promise<string[]> =>
  read(`[...document.querySelectorAll('${selector}')].map((found) => found.textContent)`);

it('shows the breakdown with all of the time', async () => {
  expect(await text('#breakdown')).toMatch(/ERPNext I\/O21\.0 ms46\.7/);
  expect(await text('#breakdown tr.whole')).toMatch(/Whole request \(16 requests\)45\.0 ms100/);
});

it('draws the flame graph over the whole width, and leads from a frame to a request as a waterfall', async () => {
  const widths = await read<number[]>(
    `[...document.querySelectorAll('#flame g.frame')].map((frame) => frame.getBoundingClientRect().width)`,
  );
  expect(widths.length).toBeGreaterThan(8);
  expect(Math.max(...widths)).toBeGreaterThan(1_000);
  const frame = '#flame g.frame[name="stock: GET po"]';
  // It grows to its width.
  await page.waitForFunction(`document.querySelector('${frame} rect').getBoundingClientRect().width > 100`);
  await page.click(frame);
  await page.waitForSelector('#waterfall .row');
  expect(await text('#request')).toMatch(/^[0-9a-f]{32}: 45\.0 ms, /);
  const names = await texts('#waterfall .name');
  expect(names.slice(0, 3)).toEqual([
    'gateway: POST /otp/promise',
    'gateway: order.validate',
    'gateway: order.wait',
  ]);
  expect(names).toContain('stock: GET po');
  expect(await page.$$('#waterfall .bar.shared')).not.toHaveLength(0);
});

it('asks anew when the question changes, also with an empty answer', async () => {
  await page.select('select[name=data_source]', 'STALE');
  await page.click('button[type=submit]');
  await page.waitForSelector('#breakdown tr.whole ::-p-text((0 requests))');
  expect(await page.$$('#flame rect')).toHaveLength(0);
  expect(await read(`document.querySelector('#folded').href`)).toContain('data_source=STALE');
});

it('leads from the list of the slowest to one of them', async () => {
  await page.click('#slowest button');
  await page.waitForSelector('#waterfall .row');
  expect(await page.$$('#waterfall .row')).not.toHaveLength(0);
});
