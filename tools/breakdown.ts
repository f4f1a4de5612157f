import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'puppeteer-core';
import { type Cluster, projectFolder } from '#libs/testing';
import { writeOrders } from './bench/orders.js';
import { writeSection } from './bench/report/generated-section.js';
import { originOf, resultsOf } from './bench/report/results.js';
import { MeasuredSite } from './bench/site.js';
import { measure } from './breakdown/measure.js';
import { comparisonTable, erpnextPercent, missingPercent, titles } from './breakdown/report.js';

const help = `npm run breakdown -- [flags]

Drives traced promises of five lines through real clusters, ERPNext taking 20 ms for a stock query and 25 ms for one of
purchase orders, and prints where their time goes: before optimisation, cold, and warm.

  --requests N   in all (50000): 2 % before optimisation, 18 % cold, 80 % warm
  --at-once N    callers (16)
  --rate N       of the warm ones: requests a second (400), so that they are answered and do not wait in queues
  --json FILE    (reports/breakdown.json)
  --doc          also writes docs/latency.md and the picture of the page in it; needs Chromium
  --chromium P   its program (/usr/bin/chromium)
  --help         this list

Exit code 1 when the components do not add up to the whole within 1 %, or traces are missing.
`;

const LARGEST_GAP_PERCENT = 1;
const ORDERS = 5_000;

function flags() {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '50000' },
      'at-once': { type: 'string', default: '16' },
      rate: { type: 'string', default: '400' },
      json: { type: 'string', default: 'reports/breakdown.json' },
      doc: { type: 'boolean', default: false },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const whole = (name: 'requests' | 'at-once' | 'rate', least: number, most: number): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < least || number > most)
      throw new TypeError(`--${name} must be a whole number from ${least} to ${most}.`);
    return number;
  };
  const requests = whole('requests', 100, 1_000_000);
  return { ...values, requests, atOnce: whole('at-once', 1, 500), rate: whole('rate', 1, 20_000) };
}

const say = (what: string): boolean => process.stdout.write(`${what}\n`);

/** The page as an operator sees it. */
async function picture(url: string, executablePath: string, file: string): Promise<void> {
  const browser = await launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1_280, height: 1_300 });
    await page.goto(url);
    await page.waitForSelector('#slowest button');
    await page.click('#slowest button');
    await page.waitForSelector('#waterfall .row');
    // Frames grow to their width.
    const widest = `Math.max(...[...document.querySelectorAll('#flame rect')].map((r) => r.getBoundingClientRect().width))`;
    await page.waitForFunction(`${widest} > document.querySelector('#flame').clientWidth * 0.95`);
    await page.screenshot({ path: file, type: 'png' });
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const { requests, atOnce, rate, json, doc, chromium, help: wantsHelp } = flags();
  if (wantsHelp) return void process.stdout.write(help);
  const folder = mkdtempSync(join(tmpdir(), 'otp-breakdown-'));
  const pictureFile = join(projectFolder, 'docs', 'latency', 'page.png');
  const before = Math.round(requests * 0.02);
  const cold = Math.round(requests * 0.18);
  const orders = async ({ sandboxUrl }: Cluster): Promise<string> => {
    const file = join(folder, 'orders.ndjson');
    writeOrders(file, await new MeasuredSite(sandboxUrl).orderableItems(), ORDERS);
    return file;
  };
  const phases = await measure(
    { before, cold, warm: requests - before - cold, atOnce, rate },
    orders,
    say,
    async (latency) => {
      if (!doc) return;
      mkdirSync(dirname(pictureFile), { recursive: true });
      await picture(latency, chromium, pictureFile);
    },
  ).finally(() => rmSync(folder, { recursive: true }));

  for (const { phase, text } of phases) say(`\n${titles[phase]}\n\n${text}`);
  say(comparisonTable(phases));
  mkdirSync(dirname(json), { recursive: true });
  const results = resultsOf({}, `npm run breakdown -- --requests ${requests}`);
  writeFileSync(json, `${JSON.stringify({ ...results, phases }, null, 2)}\n`);
  if (doc) {
    const shares = phases.map(({ phase, all }) => `${phase} ${erpnextPercent(all).toFixed(0)} %`).join(', ');
    const tables = phases.map(
      ({ phase, text }) => `### ${titles[phase]}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\``,
    );
    const section = [
      `${originOf(results, { ownLoad: true })}. Orders of five lines; ERPNext takes 20 ms for a stock query, 25 ms for one of purchase orders. Of the whole time ERPNext takes: ${shares}.`,
      comparisonTable(phases),
      ...tables,
      '![The page of the latency service](latency/page.png)',
    ].join('\n\n');
    writeSection(
      join(projectFolder, 'docs', 'latency.md'),
      'Where the time goes',
      'npm run breakdown -- --doc',
      section,
    );
  }
  for (const { phase, sent, all } of phases) {
    const gap = missingPercent(all);
    say(
      `${phase}: ${all.requests} of ${sent} requests put together, components miss the whole by ${gap.toFixed(3)} %`,
    );
    if (gap > LARGEST_GAP_PERCENT || all.requests !== sent) process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
