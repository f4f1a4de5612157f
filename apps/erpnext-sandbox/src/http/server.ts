import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { errorBody, errorPage, uriTooLongPage } from '../frappe/error-body.js';
import { FrappeError } from '../frappe/frappe-error.js';
import { type Api } from './api.js';
import { type Behaviour } from './behaviour.js';

/** The longest request line that the site's web server takes, in bytes. */
const longestRequestLine = 4094;

/** Routes /api to the API; `addAdminRoutes` puts the sandbox's own paths beside it. */
export function createServer(
  api: Api,
  behaviour: Behaviour,
  addAdminRoutes: (app: FastifyInstance) => void,
): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: 'idle',
    bodyLimit: 32 * 1024 * 1024,
    // Lines that are too long must reach the answer below.
    http: { maxHeaderSize: 256 * 1024 },
    routerOptions: { maxParamLength: 100_000 },
  });
  // A connection that is busy while the server closes must not be kept afterwards.
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => sendError(asFrappeError(error), request, reply, behaviour));
  app.all('/*', (request, reply) => handle(api, behaviour, request, reply));
  addAdminRoutes(app);
  return app;
}

async function handle(
  api: Api,
  behaviour: Behaviour,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const url = request.raw.url ?? '/';
  const line = `${request.method} ${url} HTTP/1.1`.length;
  if (line > longestRequestLine) return reply.code(414).type('text/html').send(uriTooLongPage(line));
  const answer = await api.answer({
    verb: request.method,
    url,
    authorization: request.headers.authorization,
    traceparent: request.headers['traceparent']?.toString(),
    contentType: request.headers['content-type'] ?? '',
    body: typeof request.body === 'string' ? request.body : '',
  });
  reply.code(answer.status).header('content-type', 'application/json');
  const body = JSON.stringify(answer.body);
  switch (behaviour.bodies) {
    case 'answer':
      return reply.send(body);
    case 'page':
      return reply.type('text/html; charset=utf-8').send(errorPage(answer.status));
    case 'cut':
      return reply.send(body.slice(0, -2));
    case 'other':
      return reply.send('{"message": {"status": "ok"}, "data": "none"}');
  }
}

function asFrappeError(error: unknown): FrappeError {
  if (error instanceof FrappeError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`sandbox: ${text}\n`);
  return new FrappeError(500, 'Exception', { exception: 'Exception: the sandbox itself failed' });
}

function sendError(
  error: FrappeError,
  request: FastifyRequest,
  reply: FastifyReply,
  behaviour: Behaviour,
): void {
  const accept = request.headers.accept ?? '';
  const asPage = behaviour.html_errors || (accept.startsWith('text') && !accept.includes('application/json'));
  reply.code(error.status);
  if (error.status === 429) {
    const reset = '60';
    reply.headers({
      'retry-after': reset,
      'x-ratelimit-reset': reset,
      'x-ratelimit-limit': '30000',
      'x-ratelimit-remaining': '0',
    });
    if (asPage) {
      void reply.type('text/plain; charset=utf-8').send('Too Many Requests');
      return;
    }
  }
  if (asPage) void reply.type('text/html; charset=utf-8').send(errorPage(error.status));
  else {
    const body = JSON.stringify(errorBody(error, behaviour.tracebacks));
    void reply.header('content-type', 'application/json').send(body);
  }
}
