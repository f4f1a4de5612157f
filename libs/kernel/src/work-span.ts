/** Parts of a promise that begin below what is passed on with the limits of a call. */
type WorkPart =
  | 'orderWaits'
  | 'orderTravels'
  | 'readSupply'
  | 'calculate'
  | 'callStock'
  | 'redisRead'
  | 'redisWrite'
  | 'askErpnext';

/** What may be told of such a part. */
type WorkFact =
  | 'otp.order.lines'
  | 'otp.batch.size'
  | 'otp.supply.source'
  | 'otp.supply.items_missed'
  | 'db.operation.batch.size'
  | 'otp.sync.kind'
  | 'http.request.method'
  | 'http.route'
  | 'http.response.status_code'
  | 'otp.erpnext.class'
  | 'otp.erpnext.rows'
  | 'rpc.method'
  | 'rpc.response.status_code';

/**
 * Work whose time is recorded, as far as the application knows it: it is passed on with the limits of a call, and
 * told when a part of the work begins. Absent where nothing is recorded. `libs/observability` has the spans behind it.
 */
export interface WorkSpan {
  /** W3C `traceparent` for what this work calls. */
  readonly traceparent: string;
  /** Whether it is exported in any case. */
  readonly sampled: boolean;
  begin(part: WorkPart): WorkSpan;
  /** One piece of work for several that wait for the same; they link to it. */
  share(part: 'callPromise' | 'readSupply', among: Iterable<WorkSpan>): WorkSpan;
  set(fact: WorkFact, value: string | number): WorkSpan;
  linkTo(shared: WorkSpan | undefined): WorkSpan;
  fail(): WorkSpan;
  end(): void;
}
