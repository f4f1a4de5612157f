import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as http } from 'node:http';
import { request as https } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The engine refused the whole call. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(detail);
  }
}

export interface BulkTarget {
  readonly url: string;
  readonly key: string | undefined;
}

/**
 * Sends orders as one bulk stream and gives the lines of the answer while it does. Throws Refused, or what
 * broke the connection.
 */
export async function* bulkLines(
  { url, key }: BulkTarget,
  orders: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const target = new URL('/otp/bulk-promise', url);
  const call = (target.protocol === 'https:' ? https : http)(target, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    signal,
  });
  const sending = pipeline(Readable.from(withLineEnds(orders)), call);
  // The answer may end before the orders do, and tells why; what broke in between shows when it is read.
  sending.catch(() => undefined);
  const answer = await answerTo(call);
  if (answer.statusCode !== 200) throw await refusal(answer);
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  call.destroy();
}

async function* withLineEnds(orders: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const order of orders) yield `${order}\n`;
}

async function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  // Told to the reader of the answer.
  call.on('error', (error) => answer.destroy(error));
  return answer;
}

async function refusal(answer: IncomingMessage): Promise<Refused> {
  const text = Buffer.concat(await answer.toArray()).toString();
  const retryAfter = Number(answer.headers['retry-after']);
  const status = answer.statusCode ?? 0;
  return new Refused(status, detailIn(text) ?? `The answer was ${status}.`, retryAfter || undefined);
}

function detailIn(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}
