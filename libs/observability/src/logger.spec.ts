import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createLogger } from './index.js';

/** Runs `write` with a logger whose lines are collected instead of printed. */
function lines(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const logger = createLogger('stock', 'info');
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()),
  });
  Object.defineProperty(logger, pino.symbols.streamSym, { value: sink });
  write(logger);
  return text;
}

it('writes one JSON object a line', () => {
  expect(JSON.parse(lines((logger) => logger.info({ lines: 3 }, 'promised')))).toMatchObject({
    level: 'info',
    name: 'stock',
    msg: 'promised',
    lines: 3,
  });
});

it('never writes a secret', () => {
  const text = lines((logger) => {
    logger.info({ authorization: 'token a:b1' }, 'x');
    logger.info({ request: { headers: { authorization: 'token a:b2' } } }, 'x');
    logger.info({ config: { ERPNEXT_API_SECRET: 'b3' } }, 'x');
  });
  expect(text).toContain('[secret]');
  expect(text).not.toMatch(/b[123]/);
});

it('tells of an error only what says what it is and where it came from', () => {
  const refused = Object.assign(new Error('WRONGPASS'), {
    code: 'EAUTH',
    command: { name: 'auth', args: ['b1'] },
    cause: Object.assign(new Error('below'), { headers: { authorization: 'b2' } }),
  });
  const text = lines((logger) => logger.error({ err: refused }, 'x'));
  expect(JSON.parse(text)).toMatchObject({
    err: { type: 'Error', message: 'WRONGPASS', code: 'EAUTH', cause: { message: 'below' } },
  });
  expect(text).toContain('logger.spec');
  expect(text).not.toMatch(/b[12]/);
});
