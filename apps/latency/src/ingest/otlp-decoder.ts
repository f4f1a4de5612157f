import { BinaryReader } from '@bufbuild/protobuf/wire';
import { componentOf, type SpanKindName } from '#libs/observability';
import type { AttributeValue, ReceivedSpan, SpanLink } from '../traces/span.js';

const MOST_ATTRIBUTES = 24;
const MOST_LINKS = 16;
const LONGEST_TEXT = 200;
const MOST_TEXTS = 8_192;

/** Span.SpanKind of the protocol, by number. */
const kinds: readonly SpanKindName[] = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_ERROR = 2;

type Attributes = Map<string, AttributeValue>;
type Draft = { -readonly [Name in keyof ReceivedSpan]: ReceivedSpan[Name] };

/** Most spans have none; they share these. */
const noAttributes: ReadonlyMap<string, AttributeValue> = new Map();
const noLinks: readonly SpanLink[] = [];

/** Names come again and again: one copy of each is kept. */
const texts = new Map<string, string>();

/**
 * Reads an ExportTraceServiceRequest of opentelemetry.proto.collector.trace.v1: its spans, and of them what the
 * breakdown needs. Own code and not generated: only so are times of 64 bits neither refused nor objects, and
 * events, scopes and trace states not built to be thrown away. Throws what is not this message.
 */
export function decodeSpans(body: Buffer): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  const reader = new OtlpReader(body);
  each(reader, reader.len, (field) => {
    if (field !== 1) return false;
    readResourceSpans(reader, spans);
    return true;
  });
  return spans;
}

class OtlpReader extends BinaryReader {
  /** Trace ids of this export: its spans share them. */
  private readonly ids = new Map<string, string>();

  constructor(private readonly body: Buffer) {
    super(body);
  }

  text(): string {
    const end = this.jump();
    const from = this.pos;
    this.pos = end;
    const text = this.body.toString('utf8', from, Math.min(end, from + LONGEST_TEXT));
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size < MOST_TEXTS) texts.set(text, text);
    return text;
  }

  id(): string {
    const end = this.jump();
    const from = this.pos;
    this.pos = end;
    return this.body.toString('hex', from, end);
  }

  traceId(): string {
    const id = this.id();
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    this.ids.set(id, id);
    return id;
  }

  /** Nanoseconds of 64 bits as microseconds; the double is true to a quarter of one. */
  microseconds(): number {
    const low = this.fixed32();
    return (this.fixed32() * 0x1_0000_0000 + low) / 1_000;
  }

  /** Where what begins here ends. */
  private jump(): number {
    const length = this.uint32();
    if (this.pos + length > this.len) throw new RangeError('the message ends too early');
    return this.pos + length;
  }
}

function readResourceSpans(reader: OtlpReader, spans: ReceivedSpan[]): void {
  const resource: Attributes = new Map();
  const drafts: Draft[] = [];
  eachOf(reader, (field) => {
    if (field === 1) readResource(reader, resource);
    else if (field === 2) readScopeSpans(reader, drafts);
    else return false;
    return true;
  });
  const service = String(resource.get('service.name') ?? 'unknown');
  const instance = String(resource.get('service.instance.id') ?? service);
  for (const draft of drafts) {
    draft.service = service;
    draft.instance = instance;
    draft.component = componentOf(draft);
    spans.push(draft);
  }
}

function readResource(reader: OtlpReader, attributes: Attributes): void {
  eachOf(reader, (field) => {
    if (field !== 1) return false;
    readAttribute(reader, attributes);
    return true;
  });
}

function readScopeSpans(reader: OtlpReader, spans: Draft[]): void {
  eachOf(reader, (field) => {
    if (field !== 2) return false;
    const span = readSpan(reader);
    if (span.traceId.length === 32 && span.spanId.length === 16) spans.push(span);
    return true;
  });
}

function readSpan(reader: OtlpReader): Draft {
  let attributes: Attributes | undefined;
  let links: SpanLink[] | undefined;
  const span: Draft = {
    ...{
      traceId: '',
      spanId: '',
      parentId: undefined,
      name: '',
      kind: 'INTERNAL',
      service: '',
      instance: '',
    },
    ...{ start: 0, end: 0, failed: false, attributes: noAttributes, links: noLinks, component: 'other' },
  };
  eachOf(reader, (field) => {
    if (field === 1) span.traceId = reader.traceId();
    else if (field === 2) span.spanId = reader.id();
    else if (field === 4) span.parentId = reader.id() || undefined;
    else if (field === 5) span.name = reader.text();
    else if (field === 6) span.kind = kinds[reader.int32()] ?? 'INTERNAL';
    else if (field === 7) span.start = reader.microseconds();
    else if (field === 8) span.end = reader.microseconds();
    else if (field === 9)
      span.attributes = readAttribute(reader, (attributes ??= new Map<string, AttributeValue>()));
    else if (field === 13) span.links = readLink(reader, (links ??= []));
    else if (field === 15) span.failed = readStatus(reader) === STATUS_ERROR;
    else return false;
    return true;
  });
  span.end = Math.max(span.start, span.end);
  return span;
}

function readAttribute(reader: OtlpReader, into: Attributes): Attributes {
  let key = '';
  let value: AttributeValue | undefined;
  eachOf(reader, (field) => {
    if (field === 1) key = reader.text();
    else if (field === 2) value = readValue(reader);
    else return false;
    return true;
  });
  return value !== undefined && into.size < MOST_ATTRIBUTES ? into.set(key, value) : into;
}

/** Lists and maps are left out. */
function readValue(reader: OtlpReader): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  eachOf(reader, (field) => {
    if (field === 1) value = reader.text();
    else if (field === 2) value = reader.bool();
    else if (field === 3) value = Number(reader.int64());
    else if (field === 4) value = reader.double();
    else return false;
    return true;
  });
  return value;
}

function readLink(reader: OtlpReader, links: SpanLink[]): SpanLink[] {
  const link = { traceId: '', spanId: '' };
  eachOf(reader, (field) => {
    if (field === 1) link.traceId = reader.traceId();
    else if (field === 2) link.spanId = reader.id();
    else return false;
    return true;
  });
  if (links.length < MOST_LINKS) links.push(link);
  return links;
}

function readStatus(reader: OtlpReader): number {
  let code = 0;
  eachOf(reader, (field) => {
    if (field !== 3) return false;
    code = reader.int32();
    return true;
  });
  return code;
}

/** Reads a message that its length goes before; `read` says whether it took the field. */
function eachOf(reader: OtlpReader, read: (field: number) => boolean): void {
  const length = reader.uint32();
  each(reader, reader.pos + length, read);
}

function each(reader: OtlpReader, end: number, read: (field: number) => boolean): void {
  if (end > reader.len) throw new RangeError('the message ends too early');
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (!read(field)) reader.skip(wireType, field);
  }
}
