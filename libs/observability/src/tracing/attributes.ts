/** Attribute names: those of the semantic conventions, and our own under `otp.`. None holds personal data. */
export const attributes = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  rpcSystem: 'rpc.system.name',
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
  itemsKnown: 'otp.supply.items_known',
  itemsMissed: 'otp.supply.items_missed',
  /** stock, po or other. */
  erpnextClass: 'otp.erpnext.class',
  /** Records in the answer. */
  rows: 'otp.erpnext.rows',
  /** Why a trace is here that the sampling at its head had not chosen: failed or slow. */
  kept: 'otp.trace.kept',
} as const;

export type AttributeName = (typeof attributes)[keyof typeof attributes];
