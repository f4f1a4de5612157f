import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createLogger } from './logger.js';
import { answer } from './operator-port.js';

/** Undefined: a caller whose address is not one of this machine. */
type Address = '127.0.0.1' | '::1' | '::ffff:127.0.0.1' | undefined;

async function ask(method: string, url: string, host: string, remoteAddress: Address, body = 'warn') {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = Object.assign(new IncomingMessage(socket), { method, url, headers: { host } });
  request.push(body);
  request.push(null);
  const logger = createLogger('gateway', 'silent');
  const [status] = await answer(request, logger);
  return { status, level: logger.level };
}

it.each<[host: string, address: Address]>([
  ['127.0.0.1:9100', '127.0.0.1'],
  ['localhost:9100', '127.0.0.1'],
  ['LOCALHOST', '::ffff:127.0.0.1'],
  ['[::1]:9100', '::1'],
])('%s is this machine for who calls from it', async (host, address) => {
  expect(await ask('GET', '/metrics', host, address)).toMatchObject({ status: 200 });
  expect(await ask('PUT', '/log-level', host, address)).toEqual({ status: 200, level: 'warn' });
});

it.each(['rebound.example', 'rebound.example:9100', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
  'a page of %j that reaches this machine sees nothing and changes nothing',
  async (host) => {
    for (const [method, url] of [
      ['GET', '/metrics'],
      ['GET', '/log-level'],
      ['PUT', '/log-level'],
    ] as const)
      expect(await ask(method, url, host, '127.0.0.1')).toEqual({ status: 403, level: 'silent' });
  },
);

it('who calls from elsewhere reads by any name, and changes nothing', async () => {
  expect(await ask('GET', '/metrics', 'gateway.internal:9100', undefined)).toMatchObject({ status: 200 });
  expect(await ask('PUT', '/log-level', '127.0.0.1:9100', undefined)).toEqual({
    status: 403,
    level: 'silent',
  });
});
