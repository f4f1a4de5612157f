import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildRun, compiled, runChild } from './child-run.js';
import { accepts, freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

/** One process of the engine, run as it is in a cluster. */
export interface RunningApp extends ChildRun {
  readonly port: number;
  /** host:port, as the other services want it. */
  readonly address: string;
  readonly url: string;
}

/** Flags of the sandbox without their dashes, for example {items: 50, latency: 'stock=20'}. */
type SandboxFlags = Readonly<Record<string, string | number>>;

/** Starts a compiled service, on a free port unless `env` names one, and waits until it accepts connections. */
export async function startApp(
  app: 'gateway' | 'promise' | 'stock',
  env: Readonly<Record<string, string>>,
): Promise<RunningApp> {
  const name = app.toUpperCase();
  const port = Number(env[`${name}_PORT`] ?? (await freePort()));
  const run = await runApp(app, [], { ...env, [`${name}_PORT`]: String(port) });
  return running(run, port, env[`${name}_HOST`]);
}

/** Starts the sandbox on a free port; its key and secret are both "sandbox". */
export async function startSandbox({ flags = {} }: { flags?: SandboxFlags } = {}): Promise<RunningApp> {
  const port = await freePort();
  return running(await runApp('erpnext-sandbox', flagArgs({ port, ...flags })), port);
}

/** {items: 50} → ['--items', '50'] */
export function flagArgs(flags: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function runApp(app: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = join(compiled, 'apps', app, 'src', 'main.js');
  if (!existsSync(program)) throw new Error(`${program} is not there: run "npm run build" first.`);
  return runChild([process.execPath, program, ...args], env);
}

async function running(child: ChildRun, port: number, host = '127.0.0.1'): Promise<RunningApp> {
  let isDead = false;
  const died = child.ended.then((code) => {
    isDead = true;
    throw new Error(`The process ended with exit code ${code}:\n${child.output()}`);
  });
  try {
    await Promise.race([
      waitFor(() => isDead || accepts(port, host), { timeoutMs: 30_000, what: 'the port' }),
      died,
    ]);
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
  died.catch(() => undefined);
  const address = `${host}:${port}`;
  return { ...child, port, address, url: `http://${address}` };
}
