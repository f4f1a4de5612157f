import {
  type ChannelCredentials,
  type Client,
  type ClientOptions,
  type MethodDefinition,
  Metadata,
  type ServiceError,
  status as GrpcStatus,
} from '@grpc/grpc-js';
import type { Config } from '#libs/config';
import { OtpError, timeOfDay, type WorkSpan } from '#libs/kernel';
import { writeContext } from '#libs/observability';
import { fromServiceError } from './fault.js';
import { liveTarget, refreshedEvery } from './live-resolver.js';
import { clientCredentials, type TlsFiles } from './security.js';

/** Until when a call may take (by the steady clock: it goes on when another one is set), and what ends it early. */
export interface CallLimits {
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** The work that the call is a part of. */
  readonly span?: WorkSpan | undefined;
}

type ClientConstructor<C extends Client> = new (
  address: string,
  channelCredentials: ChannelCredentials,
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

/** What a process says about its calls. */
export type ClientVariables = TlsFiles & Pick<Config<'gateway'>, 'GRPC_DNS_REFRESH_MS'>;

interface CreateClientOptions {
  /** Off: the caller chooses the instance of a repeat. */
  readonly repeats?: boolean;
  /** Absent: no TLS. */
  readonly config?: ClientVariables;
  /** What the other side must show a certificate of, when that is not the host of the address. */
  readonly serverName?: string;
}

const REFRESH_MS = 1_000;

/**
 * One client for all instances of a service, calls spread in turn. `addresses` are host:port; a name stands for
 * all that it means at the moment.
 */
export function createClient<C extends Client>(
  Service: ClientConstructor<C>,
  addresses: readonly string[],
  { repeats = true, config, serverName }: CreateClientOptions = {},
): C {
  return new Service(liveTarget(addresses), clientCredentials(config ?? {}), {
    'grpc.service_config': JSON.stringify({
      loadBalancingConfig: [{ round_robin: {} }],
      ...(repeats ? retries : {}),
    }),
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    ...refreshedEvery(config?.GRPC_DNS_REFRESH_MS ?? REFRESH_MS),
    ...(serverName !== undefined && { 'grpc.ssl_target_name_override': serverName }),
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
    const span = limits.span?.begin('callStock').set('rpc.method', method.path.slice(1));
    const metadata = new Metadata();
    writeContext(metadata, span);
    const running = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: timeOfDay(limits.deadline) },
      (error, response) => {
        limits.signal.removeEventListener('abort', cancel);
        if (error) span?.set('rpc.response.status_code', GrpcStatus[error.code]).fail();
        span?.end();
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
 * answer; rejects as `call` does. `span` is that of the call itself.
 */
export function callInParts<Request, Part>(
  client: Client,
  service: string,
  method: MethodDefinition<Request, Part>,
  request: Request,
  { deadline, signal, span, onPart }: CallLimits & { readonly onPart: (part: Part) => void },
): Promise<void> {
  if (signal.aborted) return Promise.reject(new OtpError('CANCELLED', 'The caller went away.'));
  return new Promise((resolve, reject) => {
    const metadata = new Metadata();
    writeContext(metadata, span);
    const running = client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: timeOfDay(deadline) },
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
