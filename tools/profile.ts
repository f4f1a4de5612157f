import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { flameOf, selfShares } from './profile/cpu-profile.js';
import { processesOf } from './profile/find-process.js';
import { flamePage } from './profile/flame-page.js';
import { takeProfile } from './profile/take-profile.js';

const apps = ['gateway', 'promise', 'stock', 'latency', 'erpnext-sandbox'];

const help = `npm run profile -- APP [flags]

Takes a V8 CPU profile of a running process and makes a flame graph of it. The cluster must be running (npm start).

  APP           ${apps.join(', ')}: the first process of that kind on this machine
  --pid N       another process
  --seconds N   how long (20)
  --url URL     sends promises there meanwhile, as fast as they are answered, so that there is something to see
  --connections N   how many at once (100)
  --out FOLDER  where to write (reports)
  --help        this list

Leaves profile-APP.html, which any browser opens, and profile-APP.cpuprofile for Chrome, VS Code or speedscope.
What V8 had inlined before counts with its caller. While it runs the process listens for debuggers on 127.0.0.1:9229; afterwards no longer.
`;

function flags() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pid: { type: 'string' },
      seconds: { type: 'string', default: '20' },
      url: { type: 'string' },
      connections: { type: 'string', default: '100' },
      out: { type: 'string', default: 'reports' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [app = ''] = positionals;
  if (!values.help && !apps.includes(app)) throw new TypeError(`Say which process: ${apps.join(', ')}.`);
  const whole = (name: 'seconds' | 'connections' | 'pid', most: number): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1 || number > most) {
      throw new TypeError(`--${name} must be a whole number from 1 to ${most}.`);
    }
    return number;
  };
  const pid = values.pid === undefined ? undefined : whole('pid', 2 ** 22);
  return { ...values, app, pid, seconds: whole('seconds', 600), connections: whole('connections', 1_000) };
}

/** Sends orders of five lines of items that the engine knows. */
async function load(url: string, connections: number, seconds: number): Promise<void> {
  const answer = await fetch(`${url}/api/items/search?query=o&limit=50`);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status} to the question for its items.`);
  const items = (await answer.json()) as { item_code: string }[];
  const order = (at: number): string =>
    JSON.stringify({
      customer: 'Profile',
      items: [0, 1, 2, 3, 4].map((line) => ({
        item_code: items[(at + line * 7) % items.length]?.item_code,
        qty: 1 + line,
      })),
    });
  await autocannon({
    ...{ url: `${url}/otp/promise`, connections, duration: seconds },
    requests: items.map((_, at) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: order(at),
    })),
  });
}

async function main(): Promise<void> {
  const { app, pid, seconds, url, connections, out, help: wantsHelp } = flags();
  if (wantsHelp) {
    process.stdout.write(help);
    return;
  }
  const chosen = pid ?? processesOf(app)[0];
  if (chosen === undefined)
    throw new Error(`No ${app} runs on this machine: begin with npm start, or give --pid.`);
  process.stdout.write(`profiling ${app}, process ${chosen}, for ${seconds} s\n`);
  const [profile] = await Promise.all([
    takeProfile(chosen, seconds),
    url === undefined ? undefined : load(url, connections, seconds + 1),
  ]);
  mkdirSync(out, { recursive: true });
  const file = join(out, `profile-${app}`);
  writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
  writeFileSync(`${file}.html`, flamePage(`CPU of ${app} in ${seconds} s`, flameOf(profile)));
  for (const { name, selfMs, percent } of selfShares(profile).slice(0, 25)) {
    process.stdout.write(
      `${percent.toFixed(1).padStart(5)} %  ${selfMs.toFixed(0).padStart(6)} ms  ${name}\n`,
    );
  }
  process.stdout.write(`${file}.html\n${file}.cpuprofile\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
