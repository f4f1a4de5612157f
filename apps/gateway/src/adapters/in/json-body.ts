import type { FastifyInstance } from 'fastify';
import { OtpError } from '#libs/kernel';

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** More decimals than a quantity may have; found by its text, because a number forgets them. */
const manyDecimals = /\d\.\d{10}/;

/** Makes application/json the only media type that is accepted; it is parsed by `parseJson`. */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * Parses a body. A number written with more than 9 decimals that do not fit into a double comes out
 * as NaN, so that validation refuses it instead of calculating with another number.
 * Throws MALFORMED_JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return manyDecimals.test(text)
      ? (JSON.parse(text, keepTooPrecise) as unknown)
      : (JSON.parse(text) as unknown);
  } catch (error) {
    const place = error instanceof Error ? error.message.replace(/, "[^]*" is not valid JSON$/, '') : '';
    throw new OtpError(
      'MALFORMED_JSON',
      `The body is not valid JSON: ${place || 'it could not be parsed'}.`,
      {
        cause: error,
      },
    );
  }
}

function keepTooPrecise(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const written = /^-?\d+\.(\d*?)0*(?:[eE]([+-]?\d+))?$/.exec(context.source);
  const decimals = (written?.[1]?.length ?? 0) - Number(written?.[2] ?? 0);
  return decimals > 9 ? NaN : value;
}
