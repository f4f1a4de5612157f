import { createServer, type IncomingMessage } from 'node:http';
import { auditLogger, type Logger } from './logger.js';
import { metrics } from './metrics.js';
import { watchProcess } from './process-metrics.js';

export interface OperatorPort {
  close(): Promise<void>;
}

const LONGEST_LEVEL = 16;

/**
 * What is for operators, on a port of its own, so that no customer ever meets it: `GET /metrics`, and
 * `GET` and `PUT /log-level`. Port 0: none of them.
 */
export async function openOperatorPort(host: string, port: number, logger: Logger): Promise<OperatorPort> {
  if (port === 0) return { close: () => Promise.resolve() };
  watchProcess();
  const server = createServer((request, response) => {
    const end = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type }).end(text);
    };
    answer(request, logger).then(
      ([status, text, type]) => end(status, text, type),
      (error: unknown) => {
        logger.error({ err: error }, 'the operator port could not answer');
        end(500, 'That went wrong; the log says why.\n');
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = readonly [status: number, text: string, type?: string];

export async function answer(request: IncomingMessage, logger: Logger): Promise<Answer> {
  const { method, url } = request;
  if (isRebound(request)) return [403, 'Ask for localhost or for an address.\n'];
  if (method === 'GET' && url === '/metrics') return [200, await metrics.metrics(), metrics.contentType];
  if (url !== '/log-level') return [404, 'There are /metrics and /log-level.\n'];
  if (method === 'GET') return [200, `${logger.level}\n`];
  if (method !== 'PUT') return [405, 'Use GET or PUT.\n'];
  return changeLevel(request, logger);
}

/** Until the process ends, with a line of the audit log. Who scrapes metrics from elsewhere may not do it. */
async function changeLevel(request: IncomingMessage, logger: Logger): Promise<Answer> {
  if (!isLoopback(request.socket.remoteAddress)) return [403, 'Only from the machine or pod itself.\n'];
  const level = (await beginOf(request)).trim();
  const levels = Object.values(logger.levels.labels);
  if (!levels.includes(level)) return [400, `The level must be one of ${levels.join(', ')}.\n`];
  auditLogger(logger).info(
    {
      ...{
        caller: 'operator',
        address: request.socket.remoteAddress,
        call: 'PUT /log-level',
        outcome: 'done',
      },
      ...{ documents: ['log level'], fields: { from: logger.level, to: level } },
    },
    'write',
  );
  logger.level = level;
  return [200, `${level}\n`];
}

async function beginOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    if (text.length <= LONGEST_LEVEL) text += String(chunk);
  }
  return text;
}

/**
 * A page in a browser of this machine whose name was made to mean 127.0.0.1: the browser takes this port for the page's
 * own server, and shows it everything. Whoever means this machine writes localhost or an address.
 */
function isRebound({ socket, headers: { host = '' } }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress) && !/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}

const isLoopback = (address = ''): boolean => /^(::ffff:)?127\.|^::1$/.test(address);
