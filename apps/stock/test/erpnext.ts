import { steadyClock, systemClock } from '#libs/kernel';
import type { Limits } from '../src/application/limits.js';
import { type BreakerSettings, CircuitBreakers } from '../src/adapters/out/erpnext/circuit-breakers.js';
import { Connections } from '../src/adapters/out/erpnext/connections.js';
import { ErpnextClient } from '../src/adapters/out/erpnext/erpnext-client.js';
import { RetryBudget, type RetryBudgetSettings } from '../src/adapters/out/erpnext/retry-budget.js';
import { SiteClock } from '../src/adapters/out/erpnext/site-clock.js';

export const KEY = 'the-api-key';
export const SECRET = 'the-api-secret';

interface Settings {
  readonly connections?: number;
  readonly keptConnections?: number;
  readonly waiting?: number;
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly token?: string;
  readonly breaker?: Partial<BreakerSettings>;
  readonly budget?: Partial<RetryBudgetSettings>;
}

/** The real client against the site at `url`. */
export function connect(url: string, settings: Settings = {}) {
  const timeoutMs = settings.timeoutMs ?? 5_000;
  const connections = new Connections({
    url,
    connections: settings.connections ?? 10,
    keptConnections: settings.keptConnections ?? 5,
    waiting: settings.waiting ?? 100,
    timeoutMs,
  });
  const [apiKey = KEY, apiSecret = SECRET] = settings.token?.split(':') ?? [];
  const siteClock = new SiteClock(10_000);
  const breakers = new CircuitBreakers({
    ...{ calls: 20, leastCalls: 5, failurePercent: 50, openMs: 2_000, slowMs: 500 },
    ...settings.breaker,
  });
  const budget = new RetryBudget({ percent: 10, least: 10, windowMs: 10_000, ...settings.budget });
  const client = new ErpnextClient(
    connections,
    siteClock,
    systemClock,
    { apiKey, apiSecret, timeoutMs, longestWriteMs: 20_000, retries: settings.retries ?? 0 },
    { breakers, budget },
  );
  return { client, connections, siteClock };
}

export function limits(ms = 5_000, signal = new AbortController().signal): Limits {
  return { deadline: steadyClock.now() + ms, signal };
}
