import { Client, credentials, Metadata, type ServiceError, status as GrpcStatus } from '@grpc/grpc-js';
import type { DescMethod } from '@bufbuild/protobuf';
import type { Random } from '../../test/oracle/random.js';
import { fault, promise } from '#libs/contracts';
import { type FuzzKind, type Outcome, shown } from './attempt.js';
import { damaged, messageBytes } from './grpc-messages.js';

/** A place where gRPC is spoken, and what is served there. */
export interface GrpcDoor {
  readonly name: string;
  readonly port: number;
  readonly methods: readonly DescMethod[];
}

interface GrpcCall {
  readonly path: string;
  readonly isStream: boolean;
  readonly bytes: Uint8Array;
}

type Drawing = (method: DescMethod, random: Random) => Pick<GrpcCall, 'bytes'> & { readonly path?: string };

const LARGEST_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 2_000;

const drawings: Readonly<Record<string, readonly [number, Drawing]>> = {
  values: [10, (method, random) => ({ bytes: soundBytes(method, random) })],
  damaged: [8, (method, random) => ({ bytes: damaged(soundBytes(method, random), random) })],
  bytes: [
    6,
    (_method, random) => ({
      bytes: Buffer.from(Array.from({ length: random.integer(0, 400) }, () => random.integer(0, 255))),
    }),
  ],
  methods: [
    3,
    (method, random) => ({ bytes: soundBytes(method, random), path: random.oneOf(wrongPaths(method)) }),
  ],
  huge: [
    0.05,
    (_method, random) => ({
      bytes: Buffer.alloc(LARGEST_BYTES + random.integer(-100, 100), random.integer(0, 255)),
    }),
  ],
};

export interface GrpcKind extends FuzzKind {
  close(): void;
}

/** Calls by an honest client with messages that are not; all kinds share one connection to a door. */
export function grpcKinds({ name, port, methods }: GrpcDoor): GrpcKind[] {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  return Object.entries(drawings).map(([what, [weight, draw]]) => ({
    name: `gRPC ${what}, ${name}`,
    weight,
    attempt: async (random): Promise<readonly Outcome[]> => {
      const method = random.oneOf(methods);
      const { bytes, path = pathOf(method) } = draw(method, random);
      const call = { path, bytes, isStream: method.methodKind === 'server_streaming' };
      // Some callers have no time, or lose their patience.
      const deadlineMs = random.happens(0.1) ? random.integer(0, 5) : DEADLINE_MS;
      const { label, fault } = await run(client, call, deadlineMs);
      return [
        { label, fault, sent: `${path} ${bytes.length} bytes ${shown(Buffer.from(bytes.subarray(0, 200)))}` },
      ];
    },
    close: () => client.close(),
  }));
}

const pathOf = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;

/** The orders of a batch are messages of their own that the contract calls bytes. */
function soundBytes(method: DescMethod, random: Random): Uint8Array {
  if (method.name !== 'PromiseBatch' || random.happens(0.2)) return messageBytes(method.input, random);
  const line = (): promise.OrderLine => ({
    item_code: random.oneOf(['BOLT-M8', 'BOLT-M8', 'x', 'a","=","b', '%']),
    qty: random.oneOf([1, 0, -1, NaN, Infinity, 1e308, 0.1]),
  });
  const order: promise.PromiseRequest = {
    customer: 'C',
    items: Array.from({ length: random.integer(0, 5) }, line),
    desired_date: random.oneOf([null, '2099-01-01', '0000-00-00', '9999-12-31', 'x']),
    rules: random.oneOf([null, { timezone: 'Europe/Atlantis' }, { lead_time_buffer_days: 4_000_000_000 }]),
  };
  const request = promise.PromiseRequest.encode(order).finish();
  const orders = Array.from({ length: random.integer(0, 20) }, () => ({
    request: Buffer.from(random.happens(0.3) ? damaged(request, random) : request),
    timeout_ms: random.oneOf([0, 1, 50, 2_000, 4_294_967_295]),
  }));
  return promise.PromiseBatchRequest.encode({ orders }).finish();
}

const wrongPaths = (method: DescMethod): readonly string[] => [
  ...[`/${method.parent.typeName}/None`, '/otp.none.v1.None/Get', '/', '//', `${pathOf(method)}/`],
  ...['/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', '/__proto__/constructor', '/otp/promise'],
];

const identity = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

function run(client: Client, call: GrpcCall, deadlineMs: number): Promise<Pick<Outcome, 'label' | 'fault'>> {
  const { path, isStream, bytes } = call;
  const options = { deadline: Date.now() + deadlineMs };
  return new Promise((resolve) => {
    const over = (error: ServiceError | null): void =>
      resolve({
        label: error === null ? 'OK' : GrpcStatus[error.code],
        fault: error === null ? undefined : faultOf(error),
      });
    if (!isStream) {
      client.makeUnaryRequest(path, identity, identity, bytes, new Metadata(), options, over);
      return;
    }
    const stream = client.makeServerStreamRequest(path, identity, identity, bytes, new Metadata(), options);
    stream.on('data', () => undefined);
    stream.on('error', over);
    stream.on('end', () => over(null));
  });
}

/** What gRPC says by itself: the caller's bytes are no message. */
const saidByGrpc = /^Error deserializing request/;

/** A status must have a cause: a fault of ours that is not INTERNAL, or one that gRPC itself names. */
function faultOf(error: ServiceError): string | undefined {
  const [trailer] = error.metadata?.get('otp-fault-bin') ?? [];
  if (Buffer.isBuffer(trailer)) {
    const { code, detail } = fault.Fault.decode(trailer);
    return code === 'INTERNAL' ? `INTERNAL is no named cause: ${detail}` : undefined;
  }
  switch (error.code) {
    case GrpcStatus.DEADLINE_EXCEEDED:
    case GrpcStatus.RESOURCE_EXHAUSTED:
    case GrpcStatus.UNIMPLEMENTED:
      return undefined;
    default:
      return saidByGrpc.test(error.details)
        ? undefined
        : `${GrpcStatus[error.code]}: ${error.details.slice(0, 200)}`;
  }
}
