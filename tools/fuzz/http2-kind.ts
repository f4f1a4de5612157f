import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { Random } from '../../test/oracle/random.js';
import { type FuzzKind, type Outcome, shown } from './attempt.js';
import type { GrpcDoor } from './grpc-kinds.js';
import { exchange } from './raw-http.js';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const PATIENCE_MS = 3_000;

/** Callers that speak HTTP/2 but no gRPC, or not even that. */
export function http2Kinds(door: GrpcDoor): FuzzKind[] {
  let session: ClientHttp2Session | undefined;
  const current = (): ClientHttp2Session => {
    if (session === undefined || session.closed || session.destroyed) {
      session = connect(`http://127.0.0.1:${door.port}`);
      session.on('error', () => undefined);
      session.unref();
    }
    return session;
  };
  return [
    {
      name: `gRPC frames, ${door.name}`,
      weight: 4,
      attempt: async (random): Promise<readonly Outcome[]> => {
        const path = random.oneOf([
          ...door.methods.map((of) => `/${of.parent.typeName}/${of.name}`),
          '/',
          '*',
          '/x',
        ]);
        const body = frames(random);
        const label = await call(current(), { ...headers(random), ':path': path }, body, random.happens(0.1));
        return [{ label, sent: `${path} ${shown(body)}` }];
      },
    },
    {
      name: `gRPC connections, ${door.name}`,
      weight: 2,
      attempt: async (random): Promise<readonly Outcome[]> => {
        const bytes = Buffer.from(
          Array.from({ length: random.integer(1, 600) }, () => random.integer(0, 255)),
        );
        // Types and sizes of frames that could be true.
        if (random.happens(0.7))
          bytes.writeUIntBE(random.integer(0, bytes.length), 0, Math.min(3, bytes.length));
        const pieces = random.happens(0.8) ? [PREFACE, bytes] : [bytes];
        const { end } = await exchange(door.port, {
          pieces,
          pauseMs: 0,
          end: random.oneOf(['finish', 'drop']),
        });
        const fault = end === 'refused' ? 'no connection is accepted' : undefined;
        return [{ label: end, fault, sent: shown(bytes) }];
      },
    },
  ];
}

type Headers = Readonly<Record<string, string>>;

function headers(random: Random): Headers {
  return {
    ':method': random.oneOf(['POST', 'POST', 'POST', 'GET', 'PUT']),
    'content-type': random.oneOf(['application/grpc', 'application/grpc+proto', 'application/json', 'x', '']),
    te: 'trailers',
    'grpc-encoding': random.oneOf(['identity', 'gzip', 'deflate', 'none', '']),
    'grpc-timeout': random.oneOf(['1S', '100m', '0n', '-1S', '99999999H', 'x', '']),
    ...random.oneOf<Headers>([
      {},
      {},
      { 'otp-fault-bin': '%%%' },
      { 'x-bin': '!' },
      { 'content-length': '5' },
    ]),
  };
}

/** Messages as gRPC frames them: a flag, a length that need not be true, and bytes. */
function frames(random: Random): Buffer {
  const parts = Array.from({ length: random.integer(0, 3) }, () => {
    const body = Buffer.from(Array.from({ length: random.integer(0, 100) }, () => random.integer(0, 255)));
    const head = Buffer.alloc(5);
    head[0] = random.oneOf([0, 0, 0, 1, 2, 255]);
    head.writeUInt32BE(random.oneOf([body.length, body.length, 0, 1, 2 ** 31, 2 ** 32 - 1]), 1);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat(parts);
}

/** What became of one stream: its gRPC status, else its HTTP status, else how it ended. */
function call(
  session: ClientHttp2Session,
  head: Headers,
  body: Buffer,
  isCutShort: boolean,
): Promise<string> {
  return new Promise((resolve) => {
    try {
      const stream = session.request(head, { endStream: false });
      let label = 'closed';
      const note = (received: IncomingHttpHeaders & IncomingHttpStatusHeader): void => {
        const grpc = received['grpc-status'];
        if (grpc !== undefined) label = `grpc-status ${String(grpc)}`;
        else if (label === 'closed' && received[':status'] !== undefined) label = String(received[':status']);
      };
      stream.on('response', note);
      stream.on('trailers', note);
      stream.on('error', () => undefined);
      stream.on('close', () => resolve(label));
      stream.setTimeout(PATIENCE_MS, () => {
        label = 'silent';
        stream.close(constants.NGHTTP2_CANCEL);
      });
      stream.resume();
      if (isCutShort) {
        stream.write(body);
        stream.close(constants.NGHTTP2_CANCEL);
      } else stream.end(body);
    } catch {
      // Node itself does not send some of these.
      resolve('not sent');
    }
  });
}
