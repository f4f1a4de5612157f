import {
  type Client,
  type ClientOptions,
  credentials,
  type MethodDefinition,
  Metadata,
  type ServiceError,
  status as GrpcStatus,
} from '@grpc/grpc-js';
import { OtpError } from '#libs/kernel';
import { fromServiceError } from './fault.js';

/** Until when a call may take, in milliseconds since 1970, and what ends it early. */
export interface CallLimits {
  readonly deadline: number;
  readonly signal: AbortSignal;
}

type ClientConstructor<C extends Client> = new (
  address: string,
  channelCredentials: ReturnType<typeof credentials.createInsecure>,
  options: Partial<ClientOptions>,
) => C;

/**
 * Reads may be repeated on another instance when one is gone; both the number of tries and their
 * spacing are bounded, and gRPC spreads the pauses at random between 0 and the back-off.
 */
const retries = {
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: '0.05s',
        maxBackoff: '0.5s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * One client for all instances of a service, calls spread in turn; `repeats` off is for a caller who chooses
 * the instance of a repeat.
 * `addresses` are host:port; hosts must be IPv4 addresses when there are several.
 */
export function createClient<C extends Client>(
  Service: ClientConstructor<C>,
  addresses: readonly string[],
  { repeats = true } = {},
): C {
  const target = addresses.length === 1 ? (addresses[0] ?? '') : `ipv4:${addresses.join(',')}`;
  return new Service(target, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify({
      loadBalancingConfig: [{ round_robin: {} }],
      ...(repeats ? retries : {}),
    }),
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    // A dead instance is tried again soon: it is restarted within a second or two.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5_000,
  });
}

/** Calls one method. Rejects with an OtpError; `service` names the other side for a person. */
export function call<Request, Response>(
  client: Client,
  service: string,
  method: MethodDefinition<Request, Response>,
  request: Request,
  limits: CallLimits,
): Promise<Response> {
  if (limits.signal.aborted) return Promise.reject(new OtpError('CANCELLED', 'The caller went away.'));
  return new Promise((resolve, reject) => {
    const running = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      new Metadata(),
      { deadline: limits.deadline },
      (error, response) => {
        limits.signal.removeEventListener('abort', cancel);
        if (error) reject(faultOf(error, service, limits.signal));
        else if (response === undefined) reject(new OtpError('INTERNAL', `The ${service} sent no answer.`));
        else resolve(response);
      },
    );
    const cancel = (): void => running.cancel();
    limits.signal.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Calls a method that answers in parts, each given to `onPart` as it comes. Resolves at the end of the
 * answer; rejects as `call` does.
 */
export function callInParts<Request, Part>(
  client: Client,
  service: string,
  method: MethodDefinition<Request, Part>,
  request: Request,
  { deadline, signal, onPart }: CallLimits & { readonly onPart: (part: Part) => void },
): Promise<void> {
  if (signal.aborted) return Promise.reject(new OtpError('CANCELLED', 'The caller went away.'));
  return new Promise((resolve, reject) => {
    const running = client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      new Metadata(),
      { deadline },
    );
    const cancel = (): void => running.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    running.on('data', onPart);
    running.on('error', (error: ServiceError) => {
      signal.removeEventListener('abort', cancel);
      reject(faultOf(error, service, signal));
    });
    running.on('end', () => {
      signal.removeEventListener('abort', cancel);
      resolve();
    });
  });
}

/** A call that we did not cancel and that is cancelled all the same has lost its server. */
function faultOf(error: ServiceError, service: string, { aborted }: AbortSignal): OtpError {
  const lost = error.code === GrpcStatus.CANCELLED && !aborted;
  return fromServiceError(lost ? Object.assign(error, { code: GrpcStatus.UNAVAILABLE }) : error, service);
}
