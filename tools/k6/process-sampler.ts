import { existsSync } from 'node:fs';
import { cpuMsOf, residentKbOf, treeOf } from '../bench/process-use.js';

/** A process to look at. */
export interface WatchedProcess {
  /** Processes of one kind are summed up. */
  readonly kind: string;
  readonly name: string;
  readonly pid: number;
  /** Where it tells its metrics; 0: nowhere. */
  readonly metricsPort: number;
}

/** What the processes of a kind took together. */
export interface Usage {
  /** 100: one core all the time. */
  readonly cpuPercent: number;
  /** The most resident memory, in MB. */
  readonly rssMb: number;
}

/** What one process, with its children, was like at a moment. */
export interface ProcessSample {
  readonly atMs: number;
  /** Since the sample before. */
  readonly spanMs: number;
  readonly kind: string;
  readonly name: string;
  readonly cpuMs: number;
  readonly rssMb: number;
  /** V8's used heap; undefined where it is not told. */
  readonly heapMb: number | undefined;
}

const EVERY_MS = 1_000;
/** Who descends from a process is looked up that often, in samples: it means to look at all processes. */
const TREE_EVERY = 10;
const METRICS_TIMEOUT_MS = 2_000;
const MB = 1024 * 1024;

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
  /** The process and all that descend from it. */
  readonly pids: readonly number[];
}

/** Looks at processes of this machine once a second, as far as it tells of them (/proc). */
export class ProcessSampler {
  readonly samples: ProcessSample[] = [];
  /** Processes that have ended while they were watched. */
  readonly gone = new Set<string>();
  private readonly watched = new Map<number, WatchedProcess>();
  private readonly last = new Map<number, Reading>();
  private readonly heaps = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;

  /** `heapEveryS`: how often heaps are asked for, in seconds; 0: never. */
  constructor(
    processes: readonly WatchedProcess[],
    private readonly heapEveryS = 0,
  ) {
    if (existsSync('/proc/self/stat')) for (const watched of processes) this.watch(watched);
  }

  watch(process: WatchedProcess): void {
    this.watched.set(process.pid, process);
  }

  /** Watches no longer; that it ends is no news then. */
  forget(pid: number): void {
    this.watched.delete(pid);
  }

  start(): void {
    this.sample();
    this.timer = setInterval(() => this.sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What each kind took between two moments, in milliseconds since 1970. */
  between(fromMs: number, toMs: number): Record<string, Usage> {
    const inside = this.samples.filter(
      ({ atMs, spanMs }) => atMs - spanMs >= fromMs - EVERY_MS && atMs <= toMs,
    );
    const byKind = Map.groupBy(inside, ({ kind }) => kind);
    return Object.fromEntries([...byKind].map(([kind, samples]) => [kind, usageOf(samples)]));
  }

  private sample(): void {
    if (this.heapEveryS > 0 && this.turn % this.heapEveryS === 0) void this.readHeaps();
    for (const process of this.watched.values()) {
      if (existsSync(`/proc/${process.pid}`)) {
        this.take(process);
      } else {
        this.watched.delete(process.pid);
        this.gone.add(process.name);
      }
    }
    this.turn += 1;
  }

  private take({ pid, kind, name }: WatchedProcess): void {
    const before = this.last.get(pid);
    const pids = before !== undefined && this.turn % TREE_EVERY > 0 ? before.pids : treeOf(pid);
    const now = { atMs: Date.now(), cpuMs: cpuMsOf(pids), pids };
    this.last.set(pid, now);
    if (before === undefined) return;
    this.samples.push({
      atMs: now.atMs,
      spanMs: now.atMs - before.atMs,
      kind,
      name,
      cpuMs: Math.max(0, now.cpuMs - before.cpuMs),
      rssMb: residentKbOf(pids) / 1024,
      heapMb: this.heaps.get(name),
    });
  }

  private async readHeaps(): Promise<void> {
    for (const { name, metricsPort } of this.watched.values()) {
      if (metricsPort === 0) continue;
      try {
        const signal = AbortSignal.timeout(METRICS_TIMEOUT_MS);
        const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { signal })).text();
        const bytes = Number(/^nodejs_heap_size_used_bytes(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1] ?? NaN);
        if (Number.isFinite(bytes)) this.heaps.set(name, bytes / MB);
      } catch {
        // A process that is busy or gone tells nothing; the last figure stands.
      }
    }
  }
}

function usageOf(samples: readonly ProcessSample[]): Usage {
  const byName = [...Map.groupBy(samples, ({ name }) => name).values()];
  const total = (part: (sample: ProcessSample) => number, of: readonly ProcessSample[]): number =>
    of.reduce((sum, sample) => sum + part(sample), 0);
  return {
    cpuPercent: byName.reduce(
      (sum, own) => sum + (100 * total(({ cpuMs }) => cpuMs, own)) / total(({ spanMs }) => spanMs, own),
      0,
    ),
    rssMb: byName.reduce((sum, own) => sum + Math.max(...own.map(({ rssMb }) => rssMb)), 0),
  };
}
