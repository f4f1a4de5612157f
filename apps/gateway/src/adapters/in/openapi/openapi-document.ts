import type { z } from 'zod';
import { accessTo } from '../route-access.js';
import { version } from '../version.js';
import { answerHeaders, callHeaders } from './call-headers.js';
import { type Content, LINES, type Operation } from './operation.js';
import { problemResponses } from './problem-responses.js';
import { problem } from './problem.schema.js';
import { SchemaCollection } from './schema-collection.js';

type Json = Readonly<Record<string, unknown>>;

const description = `Tells the date on which an order will really arrive.

Dates are civil dates without a zone, quantities are numbers, in the stock unit of the item unless said otherwise. Fields of answers that have no value are null. Every error is a problem document (RFC 9457); its \`code\` says which. Unknown fields of a body are refused, unknown parameters of a query are left aside, and a parameter without a value counts as left out.`;

/** The OpenAPI 3.1 document of these operations. */
export function openapiDocument(operations: readonly Operation[]): Json {
  return new DocumentWriter().document(operations);
}

class DocumentWriter {
  private readonly schemas = new SchemaCollection();

  document(operations: readonly Operation[]): Json {
    const paths: Record<string, Record<string, unknown>> = {};
    for (const operation of operations) {
      (paths[operation.path] ??= {})[operation.method] = this.operation(operation);
    }
    this.schemas.jsonSchema(problem, 'output');
    return {
      openapi: '3.1.1',
      info: { title: 'Order Promise Engine', version, description },
      servers: [{ url: '/' }],
      tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
      paths,
      components: {
        parameters: Object.fromEntries(
          this.parameters(callHeaders, 'header').map((parameter) => [parameter['name'], parameter]),
        ),
        headers: Object.fromEntries(
          Object.entries(answerHeaders).map(([name, schema]) => [name, this.header(name, schema)]),
        ),
        schemas: this.schemas.named,
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key, made by `npm run keys`.' },
          signature: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Frappe-Webhook-Signature',
            description: 'HMAC-SHA256 of the bytes of the body with the secret of the webhook, in Base64.',
          },
        },
      },
    };
  }

  private operation(operation: Operation): Json {
    const { id, tag, summary, description, parameters = {}, body } = operation;
    const access = accessTo(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'));
    return {
      operationId: id,
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      security: operation.isSigned ? [{ signature: [] }] : access === 'open' ? [] : [{ key: [access] }],
      parameters: [
        ...(['path', 'query', 'header'] as const).flatMap((place) =>
          this.parameters(parameters[place], place, operation.exampleParameters),
        ),
        ...Object.keys(callHeaders.shape).map((name) => ({ $ref: `#/components/parameters/${name}` })),
      ],
      ...(body === undefined
        ? {}
        : {
            requestBody: {
              description: body.description,
              required: true,
              content: this.content(body, 'input'),
            },
          }),
      responses: this.responses(operation, access !== 'open'),
    };
  }

  private parameters(
    schemas: z.ZodObject | undefined,
    place: 'path' | 'query' | 'header',
    examples: Operation['exampleParameters'] = {},
  ): Json[] {
    return Object.entries((schemas?.shape ?? {}) as Record<string, z.ZodType>).map(([name, field]) => {
      const { description, ...schema } = this.schemas.jsonSchema(field, 'input');
      const example = examples[name];
      return {
        name,
        in: place,
        required: place === 'path' || !field.safeParse(undefined).success,
        ...(description === undefined ? {} : { description }),
        schema,
        ...(example === undefined
          ? {}
          : { example: schema['type'] === 'integer' ? Number(example) : example }),
      };
    });
  }

  private header(name: string, schema: z.ZodType): Json {
    const { description, ...rest } = this.schemas.jsonSchema(schema, 'output');
    const isAlways = name === 'X-Request-Id' || name === 'X-Total-Count';
    return { description, ...(isAlways ? { required: true } : {}), schema: rest };
  }

  /** A status may be an answer and a problem, for example 503 of the health: the media type tells them apart. */
  private responses(operation: Operation, countsCalls: boolean): Json {
    const access = accessTo(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'));
    const responses: Record<string, Json> = problemResponses(operation, access);
    const headers = Object.fromEntries(
      [
        'X-Request-Id',
        ...(countsCalls ? ['RateLimit', 'RateLimit-Policy'] : []),
        ...(operation.answerHeaders ?? []),
      ].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    );
    for (const [status, answer] of Object.entries(operation.answers)) {
      const problems = responses[status];
      const described = problems?.['description'] as string | undefined;
      responses[status] = {
        description: [answer.description, ...(described === undefined ? [] : [described])].join('\n\n'),
        headers: { ...headers, ...(problems?.['headers'] as Json | undefined) },
        content: { ...this.content(answer, 'output'), ...(problems?.['content'] as Json | undefined) },
      };
    }
    return responses;
  }

  private content({ schema, examples }: Content, io: 'input' | 'output'): Json {
    return Object.fromEntries(
      Object.entries(examples).map(([type, named]) => {
        const isLines = type === LINES;
        const bodySchema = schema === undefined ? {} : this.schemas.jsonSchema(schema, io);
        const values = Object.entries(named).map(([name, value]) => [
          name,
          { value: isLines ? linesOf(value as readonly unknown[]) : value },
        ]);
        return [
          type,
          {
            ...(isLines
              ? { schema: { type: 'string' }, 'x-line-schema': bodySchema }
              : { schema: bodySchema }),
            examples: Object.fromEntries(values),
          },
        ];
      }),
    );
  }
}

/** NDJSON. */
function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
