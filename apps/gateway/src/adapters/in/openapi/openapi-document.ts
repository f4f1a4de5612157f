import { z } from 'zod';
import { type ErrorCode, errorKinds, OtpError } from '#libs/kernel';
import { problemOf } from '../problem.js';
import { version } from '../version.js';
import type { Content, Operation } from './operation.js';
import { problem } from './problem.schema.js';

type Json = Readonly<Record<string, unknown>>;

/** Errors that any call may meet. */
const everywhere: readonly ErrorCode[] = ['BAD_REQUEST', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'];
const withKey: readonly ErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN'];
const withBody: readonly ErrorCode[] = ['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** The OpenAPI 3.1 document of these operations. */
export function openapiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = operationObject(operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Order Promise Engine',
      version,
      description:
        'Tells the date on which an order will really arrive. Dates are civil dates without a zone, quantities are numbers in the stock unit of the item, fields without a value are null.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: schemasOf(operations),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, made by `npm run keys`.' },
      },
    },
  };
}

function operationObject(operation: Operation): Json {
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    security: operation.scope === null ? [] : [{ key: [operation.scope] }],
    parameters: parametersOf(operation),
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, ...contentObject(operation.body, 'input') } }),
    responses: responsesOf(operation),
  };
}

/** A status may be an answer and a problem, for example 503 of the health: the media type tells them apart. */
function responsesOf(operation: Operation): Json {
  const responses = problemsOf(operation);
  for (const [status, answer] of Object.entries(operation.answers)) {
    const { description, content } = contentObject(answer, 'output');
    const other = responses[status];
    responses[status] =
      other === undefined
        ? { description, ...(content === undefined ? {} : { content }) }
        : {
            description: `${description}\n\n${other.description}`,
            content: { ...content, ...other.content },
          };
  }
  return responses;
}

interface Described {
  readonly description: string;
  readonly content?: Json;
}

function contentObject(content: Content, io: 'input' | 'output'): Described {
  const { description, schema, mediaTypes = ['application/json'], examples } = content;
  if (schema === undefined) return { description };
  const named = Object.entries(examples ?? {}).map(([name, value]) => [name, { value }] as const);
  const body = {
    schema: jsonSchema(schema, io),
    ...(named.length === 0 ? {} : { examples: Object.fromEntries(named) }),
  };
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, body])) };
}

/** Problems by HTTP status, each code with an example of its own. */
function problemsOf(operation: Operation): Record<string, Described> {
  const codes = new Set<ErrorCode>([
    ...everywhere,
    ...(operation.scope === null ? [] : withKey),
    ...(operation.body === undefined ? [] : withBody),
    ...operation.problems,
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = errorKinds[code].http;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    Array.from(byStatus, ([status, here]) => [
      String(status),
      {
        description: here.map((code) => `${code}: ${errorKinds[code].meaning}`).join('\n\n'),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(here.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      },
    ]),
  );
}

function exampleOf(code: ErrorCode): unknown {
  const violations =
    code === 'VALIDATION_FAILED' ? [{ pointer: '/items/0/qty', message: 'must be greater than 0' }] : [];
  return problemOf(
    new OtpError(code, errorKinds[code].meaning, { violations }),
    '4bf92f3577b34da6a3ce929d0e0e4736',
  );
}

function parametersOf({ parameters = {}, exampleParameters = {} }: Operation): Json[] {
  return (['path', 'query', 'header'] as const).flatMap((place) =>
    Object.entries(parameters[place]?.shape ?? {}).map(([name, field]) => {
      const { description, ...schema } = jsonSchema(field as z.ZodType, 'input');
      const required = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
      return {
        name,
        in: place,
        required,
        ...(description === undefined ? {} : { description }),
        schema,
        ...(exampleParameters[name] === undefined ? {} : { example: exampleParameters[name] }),
      };
    }),
  );
}

const REFERENCE = '#/components/schemas/';

/** Schemas with an id are referred to, all others stand where they are used. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: REFERENCE + id };
  const { $schema, $defs, ...rest } = referring(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  void [$schema, $defs];
  return rest;
}

function schemasOf(operations: readonly Operation[]): Json {
  const named: Record<string, unknown> = {};
  const add = (schema: z.ZodType | undefined, io: 'input' | 'output'): void => {
    if (schema === undefined) return;
    const id = z.globalRegistry.get(schema)?.id;
    const { $schema, $defs, ...rest } = referring(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
    void $schema;
    for (const [name, definition] of Object.entries($defs ?? {})) named[name] = withoutId(definition);
    if (id !== undefined) named[id] = withoutId(rest);
  };
  add(problem, 'output');
  for (const { body, answers } of operations) {
    add(body?.schema, 'input');
    for (const { schema } of Object.values(answers)) add(schema, 'output');
  }
  return named;
}

interface ReferringSchema extends Record<string, unknown> {
  readonly $defs?: Readonly<Record<string, unknown>>;
}

/** zod keeps named schemas under $defs of each schema; in the document all of them stand in one place. */
function referring(schema: unknown): ReferringSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${REFERENCE}`)) as ReferringSchema;
}

function withoutId(definition: unknown): unknown {
  const { id, ...rest } = definition as Record<string, unknown>;
  void id;
  return rest;
}
