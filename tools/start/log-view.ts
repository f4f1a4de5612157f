import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { prettyFactory } from 'pino-pretty';

/** Levels as pino has them, fewest lines first; `off`: nothing is shown. */
export const viewLevels = ['off', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type ViewLevel = (typeof viewLevels)[number];

const EVERY_MS = 200;
const PIECE_BYTES = 64 * 1024;

/** One log file, read on from where it was left. */
class FollowedFile {
  private position = 0;
  private rest = '';
  private readonly piece = Buffer.alloc(PIECE_BYTES);

  constructor(
    private readonly path: string,
    /** As people call the process. */
    readonly name: string,
  ) {}

  /** Whole lines that have come since the last call. */
  newLines(): string[] {
    const file = openSync(this.path, 'r');
    try {
      const { size } = fstatSync(file);
      // It was full, and has been begun anew.
      if (size < this.position) this.position = 0;
      while (this.position < size) {
        const count = readSync(file, this.piece, 0, PIECE_BYTES, this.position);
        this.position += count;
        this.rest += this.piece.toString('latin1', 0, count);
      }
    } finally {
      closeSync(file);
    }
    const lines = this.rest.split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map((line) => Buffer.from(line, 'latin1').toString('utf8'));
  }
}

/** The logs of all processes as one, for a person: from `level` on, those that come together by their times. */
export class LogView {
  private readonly files = new Map<string, FollowedFile>();
  private readonly pretty = prettyFactory({
    colorize: process.stdout.isTTY,
    ignore: 'pid,hostname,requestId',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    /** Where each process has its file: "gateway-1.log". */
    private readonly folder: string,
    private readonly level: ViewLevel,
    private readonly show: (text: string) => void,
  ) {
    if (level !== 'off') this.timer = setInterval(() => this.showNew(), EVERY_MS).unref();
  }

  /** Shows what is left, and ends. */
  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.showNew();
  }

  private showNew(): void {
    for (const file of readdirSync(this.folder).filter((name) => name.endsWith('.log'))) {
      if (this.files.has(file)) continue;
      const name = file.replace(/\.log$/, '').replace('-', ' ');
      this.files.set(file, new FollowedFile(join(this.folder, file), name));
    }
    const entries = [...this.files.values()].flatMap((file) =>
      file.newLines().flatMap((line) => entryOf(line, file.name)),
    );
    entries.sort((a, b) => (a.time < b.time ? -1 : 1));
    for (const entry of entries) if (this.isShown(entry)) this.show(this.pretty(entry));
  }

  private isShown({ level }: Entry): boolean {
    return level === 'fatal' || viewLevels.indexOf(level) <= viewLevels.indexOf(this.level);
  }
}

interface Entry {
  readonly level: ViewLevel | 'fatal';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly name: string;
}

/** A line of ours under the name of its process; what others print is left to their files. */
function entryOf(line: string, name: string): Entry[] {
  if (!line.startsWith('{"level":')) return [];
  try {
    return [{ ...(JSON.parse(line) as Entry), name }];
  } catch {
    return [];
  }
}
