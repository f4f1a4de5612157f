import { createReadStream } from 'node:fs';
import { request } from 'node:http';

/**
 * Sends bulk streams at the same time, from a process of its own. Run with URL, FILE and a number of streams; prints a
 * line `RESULT {…}`. With "endless" as fourth word it begins again whenever one ends, until it is ended.
 */
const [, , url = '', file = '', streams = '1', how = ''] = process.argv;
const LINE_FEED = 10;

interface Stream {
  readonly lines: number;
  readonly firstLineMs: number;
}

function stream(): Promise<Stream> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const sent = request(`${url}/otp/bulk-promise`, { method: 'POST', headers }, (answer) => {
      let lines = 0;
      let firstLineMs = NaN;
      answer.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
          if (lines === 0) firstLineMs = performance.now() - begin;
          lines += 1;
        }
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ lines, firstLineMs }));
    });
    sent.on('error', reject);
    createReadStream(file).on('error', reject).pipe(sent);
  });
}

async function endless(): Promise<never> {
  for (;;) await stream();
}

if (how === 'endless') await endless();
const begin = performance.now();
const ended = await Promise.all(Array.from({ length: Number(streams) }, stream));
const seconds = (performance.now() - begin) / 1_000;
const lines = ended.reduce((sum, one) => sum + one.lines, 0);
const firstLineMs = Math.max(...ended.map((one) => one.firstLineMs));
process.stdout.write(`RESULT ${JSON.stringify({ lines, seconds, firstLineMs })}\n`);
process.exit(0);
