import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { ReceivedSpan } from '../traces/span.js';
import { LARGEST_EXPORT } from './grpc-receiver.js';
import { decodeSpans } from './otlp-decoder.js';

const PROTOBUF = 'application/x-protobuf';

const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** Receives OTLP over HTTP in protobuf at POST /v1/traces, plain or gzip. */
export function receiveHttp(fastify: FastifyInstance, take: (spans: ReceivedSpan[]) => void): void {
  fastify.addContentTypeParser(
    PROTOBUF,
    { parseAs: 'buffer', bodyLimit: LARGEST_EXPORT },
    (_request, body, done) => done(null, body),
  );
  fastify.post<{ Body: Buffer }>('/v1/traces', async (request, reply) => {
    try {
      take(decodeSpans(await plain(request.body, request.headers['content-encoding'])));
    } catch {
      return reply.code(400).send({ message: 'This is no ExportTraceServiceRequest.' });
    }
    return reply.type(PROTOBUF).send(Buffer.alloc(0));
  });
}

async function plain(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  return encoding === 'gzip' ? unzip(body, { maxOutputLength: LARGEST_EXPORT }) : body;
}
