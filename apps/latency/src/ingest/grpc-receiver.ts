import {
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { ReceivedSpan } from '../traces/span.js';
import { decodeSpans } from './otlp-decoder.js';

/** Largest export in one message, in bytes. */
export const LARGEST_EXPORT = 16 * 1024 * 1024;

/** opentelemetry.proto.collector.trace.v1.TraceService; its answer without a word means that all was taken. */
const traceService = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: (body: Buffer) => body,
    requestDeserialize: (body: Buffer) => body,
    responseSerialize: () => Buffer.alloc(0),
    responseDeserialize: () => undefined,
  },
} as const satisfies ServiceDefinition;

export interface GrpcReceiver {
  readonly port: number;
  close(): Promise<void>;
}

/** Receives OTLP over gRPC. Port 0: any free one. */
export async function receiveGrpc(
  host: string,
  port: number,
  take: (spans: ReceivedSpan[]) => void,
): Promise<GrpcReceiver> {
  const server = new Server({ 'grpc.max_receive_message_length': LARGEST_EXPORT });
  const takeExport: handleUnaryCall<Buffer, undefined> = (call, answer) => {
    let spans: ReceivedSpan[];
    try {
      spans = decodeSpans(call.request);
    } catch {
      answer({ code: status.INVALID_ARGUMENT, details: 'This is no ExportTraceServiceRequest.' });
      return;
    }
    take(spans);
    answer(null, undefined);
  };
  server.addService(traceService, { export: takeExport });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, found) =>
      error ? reject(error) : resolve(found),
    );
  });
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.tryShutdown(() => resolve());
      }),
  };
}
