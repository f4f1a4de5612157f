import { BinaryReader } from '@bufbuild/protobuf/wire';
import { componentOf, type SpanKindName } from '#libs/observability';
import type { AttributeValue, ReceivedSpan, SpanLink } from '../traces/span.js';

const MOST_ATTRIBUTES = 24;
const MOST_LINKS = 16;
const LONGEST_TEXT = 200;

/** Span.SpanKind of the protocol, by number. */
const kinds: readonly SpanKindName[] = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_ERROR = 2;

type Attributes = Map<string, AttributeValue>;
type BareSpan = Omit<ReceivedSpan, 'service' | 'instance' | 'component'>;

/**
 * Reads an ExportTraceServiceRequest of opentelemetry.proto.collector.trace.v1: its spans, and of them what the
 * breakdown needs. Own code and not generated: only so are times of 64 bits neither refused nor objects, and
 * events, scopes and trace states not built to be thrown away. Throws what is not this message.
 */
export function decodeSpans(body: Uint8Array): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  const reader = new BinaryReader(body);
  each(reader, reader.len, (field) => {
    if (field !== 1) return false;
    readResourceSpans(reader, spans);
    return true;
  });
  return spans;
}

function readResourceSpans(reader: BinaryReader, spans: ReceivedSpan[]): void {
  const resource: Attributes = new Map();
  const bare: BareSpan[] = [];
  eachOf(reader, (field) => {
    if (field === 1) readResource(reader, resource);
    else if (field === 2) readScopeSpans(reader, bare);
    else return false;
    return true;
  });
  const service = String(resource.get('service.name') ?? 'unknown');
  const instance = String(resource.get('service.instance.id') ?? service);
  for (const span of bare) {
    const component = componentOf({ ...span, service });
    spans.push({ ...span, service, instance, component });
  }
}

function readResource(reader: BinaryReader, attributes: Attributes): void {
  eachOf(reader, (field) => {
    if (field !== 1) return false;
    readAttribute(reader, attributes);
    return true;
  });
}

function readScopeSpans(reader: BinaryReader, spans: BareSpan[]): void {
  eachOf(reader, (field) => {
    if (field !== 2) return false;
    const span = readSpan(reader);
    if (span.traceId.length === 32 && span.spanId.length === 16) spans.push(span);
    return true;
  });
}

function readSpan(reader: BinaryReader): BareSpan {
  const attributes: Attributes = new Map();
  const links: SpanLink[] = [];
  const span = {
    traceId: '',
    spanId: '',
    parentId: undefined as string | undefined,
    name: '',
    kind: 'INTERNAL' as SpanKindName,
    start: 0,
    end: 0,
    failed: false,
    attributes,
    links,
  };
  eachOf(reader, (field) => {
    if (field === 1) span.traceId = id(reader);
    else if (field === 2) span.spanId = id(reader);
    else if (field === 4) span.parentId = id(reader) || undefined;
    else if (field === 5) span.name = text(reader);
    else if (field === 6) span.kind = kinds[reader.int32()] ?? 'INTERNAL';
    else if (field === 7) span.start = microseconds(reader);
    else if (field === 8) span.end = microseconds(reader);
    else if (field === 9) readAttribute(reader, attributes);
    else if (field === 13) readLink(reader, links);
    else if (field === 15) span.failed = readStatus(reader) === STATUS_ERROR;
    else return false;
    return true;
  });
  span.end = Math.max(span.start, span.end);
  return span;
}

function readAttribute(reader: BinaryReader, into: Attributes): void {
  let key = '';
  let value: AttributeValue | undefined;
  eachOf(reader, (field) => {
    if (field === 1) key = text(reader);
    else if (field === 2) value = readValue(reader);
    else return false;
    return true;
  });
  if (value !== undefined && into.size < MOST_ATTRIBUTES) into.set(key, value);
}

/** Lists and maps are left out. */
function readValue(reader: BinaryReader): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  eachOf(reader, (field) => {
    if (field === 1) value = text(reader);
    else if (field === 2) value = reader.bool();
    else if (field === 3) value = Number(reader.int64());
    else if (field === 4) value = reader.double();
    else return false;
    return true;
  });
  return value;
}

function readLink(reader: BinaryReader, links: SpanLink[]): void {
  const link = { traceId: '', spanId: '' };
  eachOf(reader, (field) => {
    if (field === 1) link.traceId = id(reader);
    else if (field === 2) link.spanId = id(reader);
    else return false;
    return true;
  });
  if (links.length < MOST_LINKS) links.push(link);
}

function readStatus(reader: BinaryReader): number {
  let code = 0;
  eachOf(reader, (field) => {
    if (field !== 3) return false;
    code = reader.int32();
    return true;
  });
  return code;
}

/** Nanoseconds of 64 bits as microseconds; the double is true to a quarter of one. */
function microseconds(reader: BinaryReader): number {
  const low = reader.fixed32();
  return (reader.fixed32() * 0x1_0000_0000 + low) / 1_000;
}

function id(reader: BinaryReader): string {
  const bytes = reader.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function text(reader: BinaryReader): string {
  const bytes = reader.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', 0, LONGEST_TEXT);
}

/** Reads a message that its length goes before; `read` says whether it took the field. */
function eachOf(reader: BinaryReader, read: (field: number) => boolean): void {
  const length = reader.uint32();
  each(reader, reader.pos + length, read);
}

function each(reader: BinaryReader, end: number, read: (field: number) => boolean): void {
  if (end > reader.len) throw new RangeError('the message ends too early');
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (!read(field)) reader.skip(wireType, field);
  }
}
