import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

const LINE_FEED = 0x0a;

/** The answers so far, a line an order. */
export class ResultFile {
  private constructor(
    /** Orders that have their line. */
    public lines: number,
    private readonly stream: WriteStream,
  ) {}

  /** Throws a sentence when the file is there and not to be gone on with. */
  static async open(path: string, resume: boolean): Promise<ResultFile> {
    if (!resume && existsSync(path)) {
      throw new Error(`${path} is there already: --resume goes on with it, --out names another.`);
    }
    const lines = resume && existsSync(path) ? await completeLines(path) : 0;
    const stream = createWriteStream(path, { flags: 'a' });
    await once(stream, 'open');
    return new ResultFile(lines, stream);
  }

  async add(line: string): Promise<void> {
    this.lines += 1;
    if (!this.stream.write(`${line}\n`)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    this.stream.end();
    await finished(this.stream);
  }
}

/** Counts them and cuts off a last one that was not written to its end. */
async function completeLines(path: string): Promise<number> {
  let lines = 0;
  let bytes = 0;
  let complete = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
      lines += 1;
      complete = bytes + at + 1;
    }
    bytes += chunk.length;
  }
  if (complete < bytes) await truncate(path, complete);
  return lines;
}
