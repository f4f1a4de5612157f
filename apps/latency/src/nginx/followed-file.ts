import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 500;
/** No line is longer. */
const READ_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** A line is the bytes of `piece` from `begin` to before `end`; `position`: its place in the file. */
export type TakeLine = (piece: Buffer, begin: number, end: number, position: number) => void;

/**
 * Gives the lines that are written to a file from now on. The file may be renamed, emptied, or not be there yet: what
 * the one with its name holds next is read from its beginning.
 */
export class FollowedFile {
  private readonly stopped = new AbortController();
  private readonly piece = Buffer.allocUnsafe(READ_BYTES);
  private running: Promise<void> = Promise.resolve();
  private file: FileHandle | undefined;
  private inode = 0;
  private position = 0;

  constructor(
    private readonly path: string,
    private readonly onLine: TakeLine,
  ) {}

  async start(): Promise<void> {
    await this.openFrom(({ size }) => size);
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await this.file?.close();
  }

  /** A line that was given before; undefined when it is not there any more. */
  async lineAt(position: number, length: number): Promise<string | undefined> {
    const line = Buffer.alloc(length);
    const read = await this.file?.read(line, 0, length, position).catch(() => undefined);
    return read?.bytesRead === length ? line.toString() : undefined;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.readToEnd();
      if (await this.isAnother()) {
        // What was written between the last look and its new name.
        await this.readToEnd();
        await this.file?.close();
        this.file = undefined;
        await this.openFrom(() => 0);
      } else {
        await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async openFrom(place: (found: { readonly size: number }) => number): Promise<void> {
    try {
      this.file = await open(this.path);
      const found = await this.file.stat();
      this.inode = found.ino;
      this.position = place(found);
    } catch {
      // It is looked for again.
      await this.file?.close();
      this.file = undefined;
    }
  }

  /** Whether another file has the name now, or the same one was emptied. */
  private async isAnother(): Promise<boolean> {
    const found = await stat(this.path).catch(() => undefined);
    if (found === undefined) return false;
    return this.file === undefined || found.ino !== this.inode || found.size < this.position;
  }

  private async readToEnd(): Promise<void> {
    for (;;) {
      const read = await this.file?.read(this.piece, 0, READ_BYTES, this.position).catch(() => undefined);
      const length = read?.bytesRead ?? 0;
      const taken = this.takeLines(length);
      // What is no whole line yet is read again.
      this.position += taken === 0 && length === READ_BYTES ? length : taken;
      if (taken === 0 && length < READ_BYTES) return;
    }
  }

  /** Gives how many bytes the lines have. */
  private takeLines(length: number): number {
    let begin = 0;
    for (;;) {
      const end = this.piece.indexOf(LINE_FEED, begin);
      if (end < 0 || end >= length) return begin;
      this.onLine(this.piece, begin, end, this.position + begin);
      begin = end + 1;
    }
  }
}
