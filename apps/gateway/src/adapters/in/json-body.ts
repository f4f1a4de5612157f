import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify';
import { OtpError } from '#libs/kernel';

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Drops a byte order mark; throws on bytes that are no UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler gets the bytes of the body, whatever their media type: somebody has signed them. */
    rawBody?: boolean;
  }
}

/**
 * Makes application/json in UTF-8 the only body that is accepted; it is parsed by `parseJson`. Routes with
 * `rawBody` take all bodies as they are.
 */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parser =
    (read: (request: FastifyRequest, body: Buffer) => unknown): FastifyBodyParser<Buffer> =>
    (request, body, done) => {
      try {
        done(null, request.routeOptions.config.rawBody ? body : read(request, body));
      } catch (error) {
        done(error as Error);
      }
    };
  const json = parser((request, body) => {
    checkEncoding(request);
    const reading = request.running?.span?.begin('readRequest');
    try {
      return parseJson(textOf(body));
    } finally {
      reading?.end();
    }
  });
  const other = parser(() => {
    throw new OtpError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, json);
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, other);
}

export function checkEncoding(request: FastifyRequest): void {
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

export function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new OtpError('MALFORMED_JSON', 'The body is not valid JSON: it is not UTF-8.', { cause: error });
  }
}

/** More decimals than a quantity may have; found by its text, because a number forgets them. */
const manyDecimals = /\d\.\d{10}/;

/** Deeper than any body that is understood; what walks through a body recurses at most this far. */
const DEEPEST_NESTING = 32;

/**
 * Parses a body. A number written with more than 9 decimals comes out as NaN even where a double would
 * round them away, so that validation refuses it instead of calculating with another number.
 * Throws MALFORMED_JSON.
 */
export function parseJson(text: string): unknown {
  if (nests(text, DEEPEST_NESTING)) {
    throw new OtpError('MALFORMED_JSON', `The body is nested more than ${DEEPEST_NESTING} deep.`);
  }
  try {
    return manyDecimals.test(text)
      ? (JSON.parse(text, keepTooPrecise) as unknown)
      : (JSON.parse(text) as unknown);
  } catch (error) {
    const where = placeIn(error instanceof Error ? error.message : '');
    throw new OtpError('MALFORMED_JSON', `The body is not valid JSON: ${where}.`, { cause: error });
  }
}

/** Whether lists and objects stand in each other more than `deepest` times. */
function nests(text: string, deepest: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        isInString = !isInString;
        break;
      case 0x5c: // \, whatever it escapes
        at++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (!isInString && ++depth > deepest) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        if (!isInString) depth--;
    }
  }
  return false;
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
  const [mantissa = '', exponent = '0'] = context.source.split(/[eE]/);
  const fraction = mantissa.split('.')[1];
  if (fraction === undefined) return value;
  // Not by an expression that tries each of a million zeros as the first of the last ones.
  let length = fraction.length;
  while (fraction[length - 1] === '0') length -= 1;
  const decimals = length - Number(exponent);
  return decimals > 9 ? NaN : value;
}
