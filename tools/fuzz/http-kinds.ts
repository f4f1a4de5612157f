import type { Random } from '../../test/oracle/random.js';
import { type FuzzKind, type Outcome, shown } from './attempt.js';
import { HttpRequests } from './http-requests.js';
import { exchange, type RawAnswer, type RawMessage } from './raw-http.js';

/** A place where HTTP is spoken. */
export interface HttpDoor {
  readonly name: string;
  readonly port: number;
}

type Drawing = (requests: HttpRequests, random: Random, id: string) => RawMessage;

const whole = (text: string, answers?: number): RawMessage => ({
  pieces: [Buffer.from(text, 'latin1')],
  pauseMs: 0,
  ...(answers === undefined ? {} : { answers }),
  end: 'wait',
});

/** How each kind of message is drawn, and how often. */
const drawings: Readonly<Record<string, readonly [number, Drawing]>> = {
  headers: [10, (requests, _random, id) => whole(requests.sound(id, { headers: requests.oddHeaders() }))],
  paths: [
    10,
    (requests, _random, id) =>
      whole(`${requests.oddLine()}\r\nHost: engine\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`),
  ],
  pipelining: [
    6,
    (requests, random, id) => {
      const count = random.integer(2, 16);
      const all = Array.from({ length: count }, (_, at) =>
        requests.sound(`${id}.${at}`, { last: at === count - 1 }),
      );
      return whole(all.join(''), count);
    },
  ],
  smuggling: [
    8,
    (requests, random, id) => ({
      ...whole(requests.ambiguous(id, requests.sound(`${id}.inner`))),
      end: random.oneOf(['wait', 'finish', 'finish']),
    }),
  ],
  bytes: [
    3,
    (requests, random) => {
      // Its id may change, too, and be that of another.
      const sound = Buffer.from(requests.sound('any'), 'latin1');
      for (let changes = random.integer(1, 20); changes > 0; changes -= 1)
        sound[random.integer(0, sound.length - 1)] = random.integer(0, 255);
      return { pieces: [random.happens(0.5) ? sound : requests.bytes(2_000)], pauseMs: 0, end: 'finish' };
    },
  ],
  'broken off': [
    4,
    (requests, random, id) => {
      const sound = Buffer.from(requests.sound(id), 'latin1');
      const pieces = [sound.subarray(0, random.integer(1, sound.length))];
      return { pieces, pauseMs: random.integer(0, 10), end: 'drop' };
    },
  ],
  'slow clients': [
    1,
    (requests, random, id) => {
      const sound = Buffer.from(requests.sound(id), 'latin1');
      const size = Math.ceil(sound.length / random.integer(2, 40));
      const pieces = Array.from({ length: Math.ceil(sound.length / size) }, (_, at) =>
        sound.subarray(at * size, (at + 1) * size),
      );
      return { pieces, pauseMs: random.integer(1, 40), end: random.oneOf(['wait', 'drop']) };
    },
  ],
};

/** Everything that can be sent over a bare connection to a door. */
export function httpKinds(door: HttpDoor, authorization: string): FuzzKind[] {
  return Object.entries(drawings).map(([what, [weight, draw]]) => ({
    name: `HTTP ${what}, ${door.name}`,
    weight,
    attempt: async (random, number): Promise<readonly Outcome[]> => {
      const id = `fuzz-${number}`;
      const message = draw(new HttpRequests(random, authorization), random, id);
      const sent = shown(Buffer.concat(message.pieces));
      const { answers, rest, end } = await exchange(door.port, message);
      const outcomes: Outcome[] = answers.map((answer) => ({
        label: String(answer.status),
        fault: faultOf(answer, id),
        sent: `${sent} → ${shown(answer.body)}`,
      }));
      if (answers.length > 0 && end !== 'refused') return outcomes;
      const label = rest === '' ? end : 'other bytes';
      return [{ label, fault: end === 'refused' ? 'no connection is accepted' : undefined, sent }];
    },
  }));
}

const inside = /node_modules|\.js:\d+:\d+|sandbox:sandbox|127\.0\.0\.1:\d/;

/** What is wrong with an answer to messages whose ids begin with `id`. */
function faultOf({ status, headers, body }: RawAnswer, id: string): string | undefined {
  const answered = headers.get('x-request-id') ?? '';
  if (answered.startsWith('fuzz-') && answered.split('.')[0] !== id)
    return 'the answer belongs to somebody else';
  if (inside.test(body)) return 'the answer shows what is inside';
  return status >= 500 ? faultOfFailure(body) : undefined;
}

/** A failure says its cause: a code of the error table that is not INTERNAL, or what makes the engine unhealthy. */
function faultOfFailure(body: string): string | undefined {
  try {
    const { code, status } = JSON.parse(body) as { code?: unknown; status?: unknown };
    if (status === 'unhealthy') return undefined;
    return typeof code === 'string' && code !== 'INTERNAL' ? undefined : `${String(code)} is no named cause`;
  } catch {
    return 'a failure without a problem document';
  }
}
