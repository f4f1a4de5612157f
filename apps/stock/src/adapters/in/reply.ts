import { type fault, stock } from '#libs/contracts';
import type { OtpError } from '#libs/kernel';
import type { Health } from '../../application/check-health.js';
import type { SyncStatus } from '../../application/check-sync.js';
import type { OrderSupply } from '../../application/supply.js';
import type { SyncRun } from '../../application/sync/sync-state.js';

/** Own types have the field names of the contract; only lists have to be made writable. */
export function replyOfSupply(supply: OrderSupply): stock.GetSupplyResponse {
  return {
    ...supply,
    items: supply.items.map((item) => ({
      ...item,
      uoms: [...item.uoms],
      bins: [...item.bins],
      inbound: [...item.inbound],
      components: [...item.components],
    })),
    own_reservations: [...supply.own_reservations],
    data_source: stock.GetSupplyResponse_DataSource.LIVE,
    faults: supply.faults.map((each) => ({ item_code: each.item_code, fault: faultMessage(each.fault) })),
  };
}

function faultMessage(error: OtpError): fault.Fault {
  return {
    code: error.code,
    detail: error.detail,
    violations: [],
    retry_after_seconds: error.retryAfterSeconds ?? 0,
  };
}

export function replyOfHealth(health: Health): stock.GetHealthResponse {
  return { ...health, problems: [...health.problems] };
}

export function replyOfSync(status: SyncStatus): stock.GetSyncResponse {
  return {
    complete: status.complete,
    covered_until_ms: status.coveredUntilMs,
    items: status.items,
    hints_waiting: status.hintsWaiting,
    running: runMessage(status.running),
    last: runMessage(status.last),
    problems: [...status.problems],
  };
}

function runMessage(run: SyncRun | null): stock.SyncRun | undefined {
  if (run === null) return undefined;
  return {
    kind: stock.SyncRun_Kind[run.kind],
    started_at_ms: run.startedAtMs,
    ended_at_ms: run.endedAtMs,
    items_done: run.itemsDone,
    items_total: run.itemsTotal,
    failure: run.failure,
  };
}
