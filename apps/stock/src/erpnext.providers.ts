import type { Config } from '#libs/config';
import { systemClock } from '#libs/kernel';
import { CircuitBreakers } from './adapters/out/erpnext/circuit-breakers.js';
import { Connections } from './adapters/out/erpnext/connections.js';
import { showQueue } from './adapters/out/erpnext/erpnext.metrics.js';
import { ErpnextClient } from './adapters/out/erpnext/erpnext-client.js';
import { RetryBudget } from './adapters/out/erpnext/retry-budget.js';
import { SiteClock } from './adapters/out/erpnext/site-clock.js';

/** The connection to ERPNext, with all that keeps it within bounds. */
export function erpnextConnection(config: Config<'stock'>) {
  const connections = new Connections({
    url: config.ERPNEXT_URL,
    connections: config.ERPNEXT_CONNECTIONS,
    keptConnections: config.ERPNEXT_KEPT_CONNECTIONS,
    waiting: config.ERPNEXT_WAITING_REQUESTS,
    timeoutMs: config.ERPNEXT_TIMEOUT_MS,
  });
  showQueue('requests', () => connections.requests);
  const breakers = new CircuitBreakers({
    calls: config.ERPNEXT_BREAKER_CALLS,
    leastCalls: Math.min(config.ERPNEXT_BREAKER_LEAST_CALLS, config.ERPNEXT_BREAKER_CALLS),
    failurePercent: config.ERPNEXT_BREAKER_FAILURE_PERCENT,
    openMs: config.ERPNEXT_BREAKER_OPEN_MS,
    slowMs: Math.min(config.ERPNEXT_SLOW_MS, config.ERPNEXT_TIMEOUT_MS),
  });
  const budget = new RetryBudget({
    percent: config.ERPNEXT_RETRY_PERCENT,
    least: config.ERPNEXT_RETRY_LEAST,
    windowMs: config.ERPNEXT_RETRY_WINDOW_MS,
  });
  const siteClock = new SiteClock(config.SUPPLY_SETTLE_MARGIN_MS);
  const client = new ErpnextClient(
    connections,
    siteClock,
    systemClock,
    {
      apiKey: config.ERPNEXT_API_KEY,
      apiSecret: config.ERPNEXT_API_SECRET,
      timeoutMs: config.ERPNEXT_TIMEOUT_MS,
      longestWriteMs: config.ERPNEXT_LONGEST_WRITE_MS,
      retries: config.ERPNEXT_READ_RETRIES,
    },
    { breakers, budget },
  );
  return { client, connections, siteClock };
}
