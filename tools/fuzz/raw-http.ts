import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes that go over one connection, in pieces. */
export interface RawMessage {
  readonly pieces: readonly Buffer[];
  /** Between two pieces, in milliseconds. */
  readonly pauseMs: number;
  /** How many answers are all of them; undefined: nobody knows. */
  readonly answers?: number;
  /** What is done after the last piece: nothing, no more is sent, or the connection is dropped. */
  readonly end: 'wait' | 'finish' | 'drop';
}

export interface RawAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface RawAnswers {
  readonly answers: readonly RawAnswer[];
  /** What came and is no whole answer. */
  readonly rest: string;
  /** `refused`: no connection. */
  readonly end: 'closed' | 'silent' | 'dropped' | 'refused';
}

/** So long without a byte, and nothing more is waited for. */
const SILENCE_MS = 250;
/** So long at first: an answer may take its time. */
const PATIENCE_MS = 5_000;

/** Sends a message to a port of loopback and reads what comes back. Never rejects. */
export async function exchange(port: number, message: RawMessage): Promise<RawAnswers> {
  const received: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.setNoDelay(true);
  let isConnected = false;
  let isOver: (end: RawAnswers['end']) => void = () => undefined;
  const over = new Promise<RawAnswers['end']>((resolve) => (isOver = resolve));
  let timer = setTimeout(() => isOver('silent'), PATIENCE_MS);
  const allAreThere = (): boolean =>
    message.answers !== undefined && answersIn(Buffer.concat(received)).answers.length >= message.answers;
  socket.on('connect', () => (isConnected = true));
  socket.on('data', (chunk) => {
    received.push(chunk);
    clearTimeout(timer);
    timer = setTimeout(() => isOver('silent'), message.answers === undefined ? SILENCE_MS : PATIENCE_MS);
    if (allAreThere()) isOver('silent');
  });
  socket.on('end', () => isOver('closed'));
  socket.on('error', () => isOver(isConnected ? 'closed' : 'refused'));
  socket.on('close', () => isOver('closed'));
  await send(socket, message, () => isOver('dropped'));
  const end = await over;
  clearTimeout(timer);
  socket.destroy();
  return { ...answersIn(Buffer.concat(received)), end };
}

async function send(
  socket: ReturnType<typeof connect>,
  { pieces, pauseMs, end }: RawMessage,
  dropped: () => void,
): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && pauseMs > 0) await pause(pauseMs);
    if (!socket.writable) return;
    socket.write(piece);
  }
  if (end === 'finish') socket.end();
  else if (end === 'drop') {
    await pause(pauseMs);
    dropped();
  }
}

/** The whole answers at the beginning of what came. */
function answersIn(bytes: Buffer): Pick<RawAnswers, 'answers' | 'rest'> {
  const answers: RawAnswer[] = [];
  let rest = bytes.toString('latin1');
  for (;;) {
    const head = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(rest);
    if (head === null) return { answers, rest };
    const [all, status = '', lines = ''] = head;
    const headers = new Map(
      lines
        .split('\r\n')
        .filter((line) => line !== '')
        .map((line) => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
    );
    const read = bodyOf(rest.slice(all.length), headers);
    if (read === undefined) return { answers, rest };
    // 100 Continue only says that there will be one.
    if (!status.startsWith('1')) answers.push({ status: Number(status), headers, body: read.body });
    rest = read.rest;
  }
}

function bodyOf(
  text: string,
  headers: ReadonlyMap<string, string>,
): { readonly body: string; readonly rest: string } | undefined {
  if (headers.get('transfer-encoding') === 'chunked') {
    let body = '';
    for (let rest = text; ;) {
      const size = /^([\da-f]+)\r\n/i.exec(rest);
      if (size === null) return undefined;
      const length = parseInt(size[1] ?? '', 16);
      const from = size[0].length;
      if (rest.length < from + length + 2) return undefined;
      body += rest.slice(from, from + length);
      rest = rest.slice(from + length + 2);
      if (length === 0) return { body, rest };
    }
  }
  const length = Number(headers.get('content-length') ?? 0);
  return text.length < length ? undefined : { body: text.slice(0, length), rest: text.slice(length) };
}
