import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OtpError } from '#libs/kernel';

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Drops a byte order mark; throws on bytes that are no UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Makes application/json in UTF-8 the only body that is accepted; it is parsed by `parseJson`. */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      checkEncoding(request);
      done(null, parseJson(textOf(body as Buffer)));
    } catch (error) {
      done(error as Error);
    }
  });
}

function checkEncoding(request: FastifyRequest): void {
  const charset =
    /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new OtpError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.');
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new OtpError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, without Content-Encoding.');
  }
}

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new OtpError('MALFORMED_JSON', 'The body is not valid JSON: it is not UTF-8.', { cause: error });
  }
}

/** More decimals than a quantity may have; found by its text, because a number forgets them. */
const manyDecimals = /\d\.\d{10}/;

/**
 * Parses a body. A number written with more than 9 decimals comes out as NaN even where a double would
 * round them away, so that validation refuses it instead of calculating with another number.
 * Throws MALFORMED_JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return manyDecimals.test(text)
      ? (JSON.parse(text, keepTooPrecise) as unknown)
      : (JSON.parse(text) as unknown);
  } catch (error) {
    const where = placeIn(error instanceof Error ? error.message : '');
    throw new OtpError('MALFORMED_JSON', `The body is not valid JSON: ${where}.`, { cause: error });
  }
}

/** Where V8 says that it stopped, without what it quotes of the body. */
function placeIn(message: string): string {
  const place = /\(line (\d+) column (\d+)\)/.exec(message);
  if (place) return `it can't be read from line ${place[1]}, column ${place[2]} on`;
  if (message.startsWith('Unexpected end')) return 'it ends too early';
  const token = /^Unexpected token '(.)'/su.exec(message);
  return token ? `there is a "${token[1]}" where none may be` : 'it could not be parsed';
}

function keepTooPrecise(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const written = /^-?\d+\.(\d*?)0*(?:[eE]([+-]?\d+))?$/.exec(context.source);
  const decimals = (written?.[1]?.length ?? 0) - Number(written?.[2] ?? 0);
  return decimals > 9 ? NaN : value;
}
