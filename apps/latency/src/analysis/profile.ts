import { attributes, type Component, components } from '#libs/observability';
import { bytesOf } from '../traces/span.js';
import type { CollectedTrace } from '../traces/trace-store.js';
import { orderClassOf, type OrderClass, type Source, sourceOf } from './order-class.js';
import { requestTree, type TreeNode } from './request-tree.js';
import { shareOutTime } from './share-out-time.js';

/** One request, and where its time went; all times in microseconds. */
export interface Profile {
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly duration: number;
  readonly failed: boolean;
  /** It was not chosen at its beginning, so that it would distort a statistic. */
  readonly kept: boolean;
  readonly orderClass: OrderClass;
  readonly source: Source;
  /** Adds up to `duration`. */
  readonly components: ReadonlyMap<Component, number>;
  /** From the outermost span to the innermost, joined by `;`. Adds up to `duration`. */
  readonly stacks: ReadonlyMap<string, number>;
  readonly root: TreeNode;
  readonly orphans: number;
  /** About what keeping it costs in memory. */
  readonly bytes: number;
}

/** A frame for the time in which a batch was busy with the orders of others. */
const OTHERS = 'waiting for the others of the batch';

/** Undefined when the trace is none of a request. `find` gives the traces that it links to. */
export function profileOf(
  trace: CollectedTrace,
  find: (traceId: string) => CollectedTrace | undefined,
): Profile | undefined {
  const tree = requestTree(trace, find);
  if (tree === undefined) return undefined;
  const { root, orphans } = tree;
  shareOutTime(root);
  const parts = new Map<Component, number>();
  const stacks = new Map<string, number>();
  addUp(root, '', parts, stacks);
  const facts = factsOf(root);
  return {
    traceId: trace.id,
    startedAt: root.start / 1_000,
    duration: root.end - root.start,
    failed: root.span.failed,
    kept: facts.kept,
    orderClass: orderClassOf(facts.lines),
    source: sourceOf(facts.source),
    components: parts,
    stacks,
    root,
    orphans,
    bytes: MAPS_BYTES + bytesBelow(root) + bytesOfStacks(stacks),
  };
}

function addUp(
  node: TreeNode,
  above: string,
  parts: Map<Component, number>,
  stacks: Map<string, number>,
): void {
  const stack = above + frameOf(node);
  const { component } = node.span;
  const own = components[component].inBatch === 'divided' ? node.self * node.share : node.self;
  add(parts, component, own);
  add(stacks, stack, own);
  if (node.self > own) {
    add(parts, 'queueing', node.self - own);
    add(stacks, `${stack};${OTHERS}`, node.self - own);
  }
  for (const child of node.children) addUp(child, `${stack};`, parts, stacks);
}

function add<K>(sums: Map<K, number>, key: K, amount: number): void {
  if (amount > 0) sums.set(key, (sums.get(key) ?? 0) + amount);
}

const frameOf = ({ span }: TreeNode): string => `${span.service}: ${span.name}`.replaceAll(';', ',');

const NODE_BYTES = 400;
/** Those of components and stacks, without what they hold. */
const MAPS_BYTES = 600;

function bytesBelow(node: TreeNode): number {
  return node.children.reduce((sum, child) => sum + bytesBelow(child), NODE_BYTES + bytesOf(node.span));
}

/** About what the names and times of stacks cost in memory. */
export function bytesOfStacks(stacks: ReadonlyMap<string, number>): number {
  let bytes = 0;
  for (const stack of stacks.keys()) bytes += 72 + stack.length;
  return bytes;
}

/** What the request's own spans say of it: the outermost that says anything is right. */
function factsOf(root: TreeNode): { lines: number | undefined; source: unknown; kept: boolean } {
  let lines: number | undefined;
  let source: unknown;
  let kept = false;
  const pending = [root];
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    const told = node.span.attributes;
    if (node.span.traceId !== root.span.traceId) continue;
    if (lines === undefined && told.has(attributes.lines)) lines = Number(told.get(attributes.lines));
    source ??= told.get(attributes.source);
    kept ||= told.has(attributes.kept);
    pending.push(...node.children);
  }
  return { lines, source, kept };
}
