import { attributes } from '#libs/observability';
import type { CollectedTrace } from '../traces/trace-store.js';
import type { ReceivedSpan } from '../traces/span.js';

/** A span in its place below its parent: times in microseconds, on the clock of the request's first span. */
export interface TreeNode {
  readonly span: ReceivedSpan;
  readonly start: number;
  readonly end: number;
  readonly children: TreeNode[];
  /** The part of this work that was done for the request: 1, or less below a batch that it shared with others. */
  readonly share: number;
  /** Microseconds of the request that are this span's own: see `shareOutTime`. */
  self: number;
}

export interface RequestTree {
  readonly root: TreeNode;
  /** Spans that could not be placed: their parent never came. */
  readonly orphans: number;
}

interface TraceIndex {
  /** Spans that it was made of. */
  readonly size: number;
  readonly byId: ReadonlyMap<string, ReceivedSpan>;
  readonly children: ReadonlyMap<string, readonly ReceivedSpan[]>;
}

type FindTrace = (traceId: string) => CollectedTrace | undefined;

/** Batches of batches, and traces that link in a circle, end here. */
const DEEPEST_LINK = 4;
const MOST_NODES = 2_000;

/**
 * The tree of one request. Where a span links to a batch that it shared, the batch's spans are placed below it
 * as its children. Undefined when the trace is none of a request: it begins with no SERVER span.
 */
export function requestTree(trace: CollectedTrace, find: FindTrace): RequestTree | undefined {
  const index = indexOf(trace);
  const root = [...index.byId.values()]
    .filter((span) => span.kind === 'SERVER' && isFirst(span, index))
    .reduce<ReceivedSpan | undefined>(
      (best, span) => (best && best.start <= span.start ? best : span),
      undefined,
    );
  if (root === undefined) return undefined;
  const planting = new Planting(find);
  const tree = planting.plant(wholeOf(root, index), index, {
    start: root.start,
    end: Infinity,
    clock: root.instance,
    shift: 0,
    share: 1,
  });
  return { root: tree, orphans: index.byId.size - planting.ownSpans };
}

/** A log tells whole milliseconds: a root that is shorter than what lies within it is as long as that. */
function wholeOf(root: ReceivedSpan, { children }: TraceIndex): ReceivedSpan {
  const within = children.get(root.spanId)?.filter(({ kind }) => kind === 'SERVER') ?? [];
  const longest = Math.max(0, ...within.map(({ start, end }) => end - start));
  return longest <= root.end - root.start ? root : { ...root, end: root.start + longest };
}

const isFirst = ({ parentId }: ReceivedSpan, { byId }: TraceIndex): boolean =>
  parentId === undefined || !byId.has(parentId);

/** Many requests look into the same batch. */
const indexes = new WeakMap<CollectedTrace, TraceIndex>();

function indexOf(trace: CollectedTrace): TraceIndex {
  const known = indexes.get(trace);
  if (known?.size === trace.spans.length) return known;
  const made = makeIndex(trace);
  indexes.set(trace, made);
  return made;
}

/** The first of spans with the same id counts: exporters repeat what they are not sure of. */
function makeIndex({ spans }: CollectedTrace): TraceIndex {
  const byId = new Map<string, ReceivedSpan>();
  const children = new Map<string, ReceivedSpan[]>();
  for (const span of spans) {
    if (byId.has(span.spanId)) continue;
    byId.set(span.spanId, span);
    if (span.parentId === undefined) continue;
    const siblings = children.get(span.parentId);
    if (siblings === undefined) children.set(span.parentId, [span]);
    else siblings.push(span);
  }
  return { size: spans.length, byId, children };
}

/** Where a span is placed: within what, and how far the clock of that place is from the request's. */
interface Bed {
  readonly start: number;
  readonly end: number;
  readonly clock: string;
  readonly shift: number;
  readonly share: number;
}

class Planting {
  ownSpans = 0;
  private nodes = 0;
  private readonly path: string[] = [];

  constructor(private readonly find: FindTrace) {}

  plant(span: ReceivedSpan, index: TraceIndex, bed: Bed): TreeNode {
    this.nodes += 1;
    if (this.path.length === 0) this.ownSpans += 1;
    const shift = span.instance === bed.clock ? bed.shift : shiftInto(span, bed);
    const start = clamp(span.start + shift, bed.start, bed.end);
    const end = clamp(span.end + shift, start, bed.end);
    const node: TreeNode = { span, start, end, children: [], share: bed.share, self: 0 };
    const own: Bed = { start, end, clock: span.instance, shift, share: bed.share };
    for (const child of index.children.get(span.spanId) ?? []) {
      if (this.nodes < MOST_NODES) node.children.push(this.plant(child, index, own));
    }
    for (const { traceId, spanId } of span.links) this.plantLinked(traceId, spanId, node, own);
    return node;
  }

  private plantLinked(traceId: string, spanId: string, node: TreeNode, own: Bed): void {
    if (this.path.length >= DEEPEST_LINK || traceId === node.span.traceId || this.path.includes(traceId))
      return;
    const trace = this.find(traceId);
    const index = trace && indexOf(trace);
    const batch = index?.byId.get(spanId);
    if (index === undefined || batch === undefined || this.nodes >= MOST_NODES) return;
    const size = Number(batch.attributes.get(attributes.batchSize));
    this.path.push(traceId);
    node.children.push(this.plant(batch, index, { ...own, share: size > 1 ? own.share / size : own.share }));
    this.path.pop();
  }
}

/**
 * A span of another process that does not lie within its parent has another idea of the time: then it is put
 * into the middle, as if the way there and the way back took equally long. Microseconds.
 */
function shiftInto(span: ReceivedSpan, { start, end }: Bed): number {
  if (span.start >= start && span.end <= end) return 0;
  const room = Math.max(0, end - start - (span.end - span.start));
  return start + room / 2 - span.start;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
