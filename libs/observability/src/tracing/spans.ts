import { type AttributeName, attributes as a } from './attributes.js';
import type { Component } from './components.js';

export type SpanKindName = 'SERVER' | 'CLIENT' | 'INTERNAL' | 'PRODUCER' | 'CONSUMER';

interface SpanDefinition {
  /** Spans that tell an HTTP or RPC method are named by it, as the semantic conventions say. */
  readonly name: string;
  readonly kind: SpanKindName;
  /** What the time of the span is that is no child's. */
  readonly component: Component;
  /** What may be told of it, at most MOST_FACTS. */
  readonly facts: readonly AttributeName[];
  /** True of each of these spans. */
  readonly always?: Readonly<Partial<Record<AttributeName, string>>>;
}

/** A span in a ring has room for so many attributes. */
export const MOST_FACTS = 6;

const grpc = { [a.rpcSystem]: 'grpc' };
const redis = { [a.database]: 'redis' };

/** Every span that our processes record, and the component that its exclusive time belongs to. */
export const spans = {
  /** nginx, from the timings of its access log. Named by method and route. */
  proxied: {
    name: 'proxied request',
    kind: 'SERVER',
    component: 'network',
    facts: [a.method, a.route, a.status],
  },
  /** One HTTP request at the gateway. Named by method and route. */
  request: {
    name: 'request',
    kind: 'SERVER',
    component: 'other',
    facts: [a.method, a.route, a.status, a.lines, a.source],
  },
  validateOrder: { name: 'order.validate', kind: 'INTERNAL', component: 'validation', facts: [a.lines] },
  /** From an order's arrival in the queue to its batch. */
  orderWaits: { name: 'order.wait', kind: 'INTERNAL', component: 'queueing', facts: [] },
  /** An order's time in a batch that it shares with others, which it links to. */
  orderTravels: { name: 'order.batch', kind: 'INTERNAL', component: 'queueing', facts: [a.batchSize] },
  writeAnswer: { name: 'answer.serialize', kind: 'INTERNAL', component: 'serialization', facts: [] },
  callPromise: {
    name: 'otp.promise.v1.PromiseService/PromiseBatch',
    kind: 'CLIENT',
    component: 'network',
    facts: [a.rpcMethod, a.batchSize, a.rpcStatus],
    always: grpc,
  },
  servePromise: {
    name: 'otp.promise.v1.PromiseService/PromiseBatch',
    kind: 'SERVER',
    component: 'other',
    facts: [a.rpcMethod, a.batchSize],
    always: grpc,
  },
  /** A call that is no batch. Named by its method. */
  callStock: {
    name: 'rpc call',
    kind: 'CLIENT',
    component: 'network',
    facts: [a.rpcMethod, a.rpcStatus],
    always: grpc,
  },
  serveStock: {
    name: 'rpc served',
    kind: 'SERVER',
    component: 'other',
    facts: [a.rpcMethod],
    always: grpc,
  },
  /** Waiting for items that are not at hand; the read itself is shared by all who wait for one of its items. */
  readSupply: {
    name: 'supply.read',
    kind: 'INTERNAL',
    component: 'queueing',
    facts: [a.itemsMissed, a.source],
  },
  readRequest: { name: 'order.decode', kind: 'INTERNAL', component: 'serialization', facts: [a.batchSize] },
  calculate: {
    name: 'promise.calculate',
    kind: 'INTERNAL',
    component: 'calculation',
    facts: [a.batchSize, a.lines],
  },
  writePromise: {
    name: 'promise.serialize',
    kind: 'INTERNAL',
    component: 'serialization',
    facts: [a.batchSize],
  },
  redisRead: {
    name: 'redis read',
    kind: 'CLIENT',
    component: 'redis',
    facts: [a.databaseBatch],
    always: redis,
  },
  redisWrite: {
    name: 'redis write',
    kind: 'CLIENT',
    component: 'redis',
    facts: [a.databaseBatch],
    always: redis,
  },
  /** One request to ERPNext. Named by method and route; its class says which component it is. */
  askErpnext: {
    name: 'erpnext request',
    kind: 'CLIENT',
    component: 'erpnext_other',
    facts: [a.method, a.route, a.status, a.erpnextClass, a.rows],
  },
  /** A webhook's hint from its being taken to its end, or the batch in which hints are worked off together. */
  workOffHints: {
    name: 'hints.process',
    kind: 'CONSUMER',
    component: 'other',
    facts: [a.batchSize],
  },
  /** One turn of the synchronisation: a job. */
  syncTurn: { name: 'sync.turn', kind: 'CONSUMER', component: 'other', facts: [a.job] },
} as const satisfies Record<string, SpanDefinition>;

export type SpanId = keyof typeof spans;

/** A fact that a span of this kind can hold. */
export type FactOf<S extends SpanId> = (typeof spans)[S]['facts'][number];

/** By its place, which is how a ring names it. */
export const definitions: readonly SpanDefinition[] = Object.values(spans);

export const places = Object.fromEntries(Object.keys(spans).map((id, place) => [id, place])) as Readonly<
  Record<SpanId, number>
>;
