import { type ErrorCode, type ErrorKind, errorKinds, OtpError } from '#libs/kernel';
import { problemOf } from '../problem.js';
import type { Access } from '../route-access.js';
import type { Operation } from './operation.js';
import type { Json } from './schema-collection.js';

/** Errors that any call may meet. */
const everywhere: readonly ErrorCode[] = ['BAD_REQUEST', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL'];
const withKey: readonly ErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'];
const withJsonBody: readonly ErrorCode[] = ['MALFORMED_JSON', 'UNSUPPORTED_MEDIA_TYPE'];

/** Problems by HTTP status, with the codes that are possible here and an example of each. */
export function problemResponses(operation: Operation, access: Access): Record<string, Json> {
  const codes = new Set<ErrorCode>([
    ...everywhere,
    ...(access === 'open' ? [] : withKey),
    ...(operation.body === undefined || operation.isSigned ? [] : withJsonBody),
    ...operation.problems,
  ]);
  const byStatus = Map.groupBy(codes, (code) => errorKinds[code].http);
  return Object.fromEntries(Array.from(byStatus, ([status, here]) => [String(status), responseOf(here)]));
}

function responseOf(codes: readonly ErrorCode[]): Json {
  return {
    description: codes.map((code) => `\`${code}\`: ${errorKinds[code].meaning}`).join('\n\n'),
    headers: headersOf(codes),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: codes } }, required: ['code'] },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function headersOf(codes: readonly ErrorCode[]): Json {
  const helpsToRepeat = (code: ErrorCode) => (errorKinds[code] as ErrorKind).retryAfterSeconds !== undefined;
  const names = [
    'X-Request-Id',
    ...(codes.some(helpsToRepeat) ? ['Retry-After'] : []),
    ...(codes.includes('UNAUTHENTICATED') || codes.includes('FORBIDDEN') ? ['WWW-Authenticate'] : []),
    ...(codes.includes('RATE_LIMITED') ? ['RateLimit', 'RateLimit-Policy'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function exampleOf(code: ErrorCode): unknown {
  const violations =
    code === 'VALIDATION_FAILED' ? [{ pointer: '/items/0/qty', message: 'must be greater than 0' }] : [];
  const error = new OtpError(code, errorKinds[code].meaning, { violations });
  return problemOf(error, '4bf92f3577b34da6a3ce929d0e0e4736');
}
