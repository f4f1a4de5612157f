import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OtpError } from '#libs/kernel';
import { ArraySplitter, type BulkElement, type BulkSplitter, LineSplitter } from './bulk-elements.js';
import { checkEncoding } from './json-body.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler reads the body itself, as a stream, and `request.bulkSplitter` finds the orders in it. */
    bulkBody?: boolean;
  }
  interface FastifyRequest {
    bulkSplitter?: BulkSplitter;
  }
}

const AS_A_STREAM = 'application/vnd.otp.stream';

/**
 * Leaves the bodies of routes with `bulkBody` unread. Fastify chooses how a body is read by its media type
 * alone, so these get one of their own once theirs has been looked at.
 */
export function leaveBulkBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(AS_A_STREAM, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.routeOptions.config.bulkBody) return done();
    try {
      request.bulkSplitter = splitterFor(request);
      request.headers['content-type'] = AS_A_STREAM;
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

function splitterFor(request: FastifyRequest): BulkSplitter {
  checkEncoding(request);
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';');
  switch (mediaType.trim().toLowerCase()) {
    case 'application/x-ndjson':
      return new LineSplitter();
    case 'application/json':
      return new ArraySplitter();
    default:
      throw new OtpError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send the orders as application/x-ndjson, one a line, or as a list in application/json.',
      );
  }
}

/** The orders of a body, those of one chunk together. Ends with the reason of `stop` as a fault. */
export async function* elementsOf(
  body: IncomingMessage,
  splitter: BulkSplitter,
  stop: AbortSignal,
): AsyncGenerator<readonly BulkElement[]> {
  // Each wait has a promise of its own: one that lasts as long as the stream would keep every chunk alive.
  let giveUp: (reason: unknown) => void = () => undefined;
  stop.addEventListener('abort', () => giveUp(stop.reason), { once: true });
  // What is left of a body that is not read to its end goes with its connection, after the answer.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    stop.throwIfAborted();
    const next = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
      giveUp = reject;
      chunks.next().then(resolve, reject);
    });
    const elements = next.done ? splitter.end() : splitter.push(next.value);
    if (elements.length > 0) yield elements;
    if (next.done || elements.some((element) => 'fault' in element && element.endsBody)) return;
  }
}
