/** Attribute names: those of the semantic conventions, and our own under `otp.`. None holds personal data. */
export const attributes = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  rpcSystem: 'rpc.system.name',
  rpcMethod: 'rpc.method',
  rpcStatus: 'rpc.response.status_code',
  database: 'db.system.name',
  databaseOperation: 'db.operation.name',
  databaseBatch: 'db.operation.batch.size',
  error: 'error.type',
  /** Lines of the order. */
  lines: 'otp.order.lines',
  /** LIVE, REPLICA or STALE, as in the answer. */
  source: 'otp.supply.source',
  /** How many orders share the work of this span. */
  batchSize: 'otp.batch.size',
  /** Items that were not at hand. */
  itemsMissed: 'otp.supply.items_missed',
  /** stock, po or other. */
  erpnextClass: 'otp.erpnext.class',
  /** What the synchronisation was asked for: incremental, full or reconciliation. */
  job: 'otp.sync.kind',
  /** Records in the answer. */
  rows: 'otp.erpnext.rows',
  /** Why a trace is here that the sampling at its head had not chosen: failed or slow. */
  kept: 'otp.trace.kept',
} as const;

export type AttributeName = (typeof attributes)[keyof typeof attributes];
