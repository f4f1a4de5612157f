import { randomBytes } from 'node:crypto';
import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Orders that share one batch. */
const ORDERS_A_BATCH = 16;
const ORDER_SPANS = 4;
const BATCH_SPANS = 7;
export const SPANS_A_ROUND = ORDERS_A_BATCH * ORDER_SPANS + BATCH_SPANS;
export const ORDERS_A_ROUND = ORDERS_A_BATCH;

interface Written {
  readonly trace: Buffer;
  readonly id: Buffer;
  readonly parent?: Buffer;
  readonly name: string;
  /** Number of the protocol: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  /** Milliseconds after the round's beginning. */
  readonly from: number;
  readonly to: number;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly link?: { readonly trace: Buffer; readonly id: Buffer };
}

const newId = (bytes: number): Buffer => randomBytes(bytes);

/** What gateway, promise and stock service export of one batch of sampled orders, each its own message. `at`: ms since 1970. */
export function roundOfExports(at: number): Buffer<ArrayBuffer>[] {
  const trace = newId(16);
  const call = newId(8);
  const served = newId(8);
  const asked = newId(8);
  const read = newId(8);
  const gateway: Written[] = [];
  for (let order = 0; order < ORDERS_A_BATCH; order += 1) {
    gateway.push(...orderSpans(order, { trace, id: call }));
  }
  const size = { 'otp.batch.size': ORDERS_A_BATCH };
  const rpc = { 'rpc.system.name': 'grpc', ...size };
  const name = 'otp.promise.v1.PromiseService/PromiseBatch';
  gateway.push({ trace, id: call, name, kind: 3, from: 2, to: 40, facts: rpc });
  const below = { trace, parent: served, kind: 1 };
  const supply = 'otp.stock.v1.StockService/GetSupply';
  return [
    write('gateway', at, gateway),
    write('promise', at, [
      { trace, id: served, parent: call, name, kind: 2, from: 4, to: 38, facts: rpc },
      { ...below, id: asked, name: supply, kind: 3, from: 5, to: 30, facts: { 'rpc.system.name': 'grpc' } },
      { ...below, id: newId(8), name: 'promise.calculate', from: 30, to: 36, facts: size },
    ]),
    write('stock', at, [
      { trace, id: read, parent: asked, name: supply, kind: 2, from: 6, to: 29 },
      ...(['stock', 'po'] as const).map((reads, place): Written => ({
        ...{ trace, id: newId(8), parent: read, kind: 3, from: 7, to: 25 + place * 3 },
        ...{ name: `GET ${reads}`, facts: { 'otp.erpnext.class': reads, 'http.response.status_code': 200 } },
      })),
    ]),
  ];
}

function orderSpans(order: number, link: NonNullable<Written['link']>): Written[] {
  const trace = newId(16);
  const id = newId(8);
  const below = { trace, parent: id, kind: 1 };
  const facts = {
    ...{ 'http.request.method': 'POST', 'http.route': '/otp/promise', 'http.response.status_code': 200 },
    ...{ 'otp.order.lines': 1 + (order % 24), 'otp.supply.source': 'LIVE' },
  };
  return [
    { trace, id, name: 'POST /otp/promise', kind: 2, from: 0, to: 45, facts },
    { ...below, id: newId(8), name: 'order.validate', from: 0.2, to: 1 },
    { ...below, id: newId(8), name: 'order.wait', from: 1, to: 2 },
    { ...below, id: newId(8), name: 'order.batch', from: 2, to: 40, link },
  ];
}

function write(service: string, at: number, spans: readonly Written[]): Buffer<ArrayBuffer> {
  const writer = new BinaryWriter();
  writer.tag(1, 2).fork();
  writer.tag(1, 2).fork();
  writeFact(writer, 1, 'service.name', service);
  writeFact(writer, 1, 'service.instance.id', `${service}-1`);
  writer.join();
  writer.tag(2, 2).fork();
  for (const span of spans) writeSpan(writer, at, span);
  return Buffer.from(writer.join().join().finish());
}

function writeSpan(writer: BinaryWriter, at: number, span: Written): void {
  writer.tag(2, 2).fork();
  writer.tag(1, 2).bytes(span.trace).tag(2, 2).bytes(span.id);
  if (span.parent !== undefined) writer.tag(4, 2).bytes(span.parent);
  writer.tag(5, 2).string(span.name).tag(6, 0).int32(span.kind);
  writer.tag(7, 1).fixed64(nanoseconds(at + span.from));
  writer.tag(8, 1).fixed64(nanoseconds(at + span.to));
  for (const [name, value] of Object.entries(span.facts ?? {})) writeFact(writer, 9, name, value);
  if (span.link !== undefined) {
    writer.tag(13, 2).fork().tag(1, 2).bytes(span.link.trace).tag(2, 2).bytes(span.link.id).join();
  }
  writer.join();
}

function writeFact(writer: BinaryWriter, field: number, name: string, value: string | number): void {
  writer.tag(field, 2).fork().tag(1, 2).string(name).tag(2, 2).fork();
  if (typeof value === 'string') writer.tag(1, 2).string(value);
  else writer.tag(3, 0).int64(value);
  writer.join().join();
}

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1_000)) * 1_000n;
