/** What V8 gives (Profiler.Profile of the inspector protocol): a tree of calls, and which of them ran at each sample. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds between a sample and the one before it. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** From 0. */
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

/** A frame with its time in milliseconds, that of what it called included: the form that d3-flame-graph draws. */
export interface Frame {
  readonly name: string;
  value: number;
  readonly children: Frame[];
}

export interface Share {
  readonly name: string;
  /** Milliseconds in the function itself. */
  readonly selfMs: number;
  /** Of the time in which anything ran. */
  readonly percent: number;
}

const IDLE = '(idle)';

/** The calls of a profile as one tree; idle time is left out. */
export function flameOf(profile: CpuProfile): Frame {
  const self = selfTimes(profile);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const frameOf = (node: ProfileNode): Frame => {
    const children: Frame[] = [];
    let value = self.get(node.id) ?? 0;
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child === undefined || child.callFrame.functionName === IDLE) continue;
      const frame = frameOf(child);
      if (frame.value === 0) continue;
      children.push(frame);
      value += frame.value;
    }
    return { name: nameOf(node), value, children };
  };
  const [root] = profile.nodes;
  if (root === undefined) throw new Error('The profile is empty.');
  return frameOf(root);
}

/** Functions by the time that they took themselves, the longest first. */
export function selfShares(profile: CpuProfile): Share[] {
  return sharesBy(profile, nameOf);
}

/** The same by package, or by folder of ours: a flat profile says more this way. */
export function partShares(profile: CpuProfile): Share[] {
  return sharesBy(profile, partOf);
}

function sharesBy(profile: CpuProfile, groupOf: (node: ProfileNode) => string): Share[] {
  const self = selfTimes(profile);
  const byName = new Map<string, number>();
  let busy = 0;
  for (const node of profile.nodes) {
    const time = self.get(node.id) ?? 0;
    if (time === 0 || node.callFrame.functionName === IDLE) continue;
    busy += time;
    const name = groupOf(node);
    byName.set(name, (byName.get(name) ?? 0) + time);
  }
  return [...byName]
    .map(([name, selfMs]) => ({ name, selfMs, percent: (100 * selfMs) / busy }))
    .sort((a, b) => b.selfMs - a.selfMs);
}

/** Milliseconds by the id of the node that was running. */
function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const times = new Map<number, number>();
  for (const [at, id] of samples.entries()) {
    // A sample lasts until the next one; clocks of two processors may differ by a little.
    const lasted = Math.max(0, timeDeltas[at + 1] ?? 0) / 1_000;
    times.set(id, (times.get(id) ?? 0) + lasted);
  }
  return times;
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  // The end of a path says which file: its package or its folder within the project.
  const place = /(?:.*\/node_modules\/|.*\/dist\/)?(.*)$/.exec(url.replace('file://', ''))?.[1] ?? url;
  return `${name} ${place}:${lineNumber + 1}`;
}

function partOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (url === '' || functionName.startsWith('(')) return 'native code of Node and V8, system calls';
  const ofNode = /^node:(?:internal\/(?:deps\/)?)?_?(\w+)/.exec(url)?.[1];
  if (ofNode !== undefined) return `Node: ${ofNode.replace(/_.*/, '')}`;
  const ofPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (ofPackage !== undefined) return ofPackage;
  return /\/dist\/(libs\/[^/]+|apps\/[^/]+\/src\/[^/]+)/.exec(url)?.[1] ?? url;
}
