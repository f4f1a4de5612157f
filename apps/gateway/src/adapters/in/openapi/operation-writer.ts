import type { z } from 'zod';
import { type Access, accessTo } from '../route-access.js';
import { callHeaders } from './call-headers.js';
import { type Content, LINES, type Operation } from './operation.js';
import { problemResponses } from './problem-responses.js';
import type { Json, SchemaCollection } from './schema-collection.js';

/** Header fields that an answer always has. */
const certain: readonly string[] = ['X-Request-Id', 'X-Total-Count'];

interface Problem {
  readonly description: string;
  readonly headers: Json;
  readonly content: Json;
}

/** Writes operations as OpenAPI does. */
export class OperationWriter {
  constructor(private readonly schemas: SchemaCollection) {}

  operation(operation: Operation): Json {
    const { id, tag, summary, description, parameters = {}, body, exampleParameters } = operation;
    const access = accessTo(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'));
    return {
      operationId: id,
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      security: operation.isSigned ? [{ signature: [] }] : access === 'open' ? [] : [{ key: [access] }],
      parameters: [
        ...(['path', 'query', 'header'] as const).flatMap((place) =>
          this.parameters(parameters[place], place, exampleParameters),
        ),
        ...Object.keys(callHeaders.shape)
          .filter((name) => !(operation.isShared && name === 'X-Request-Timeout'))
          .map((name) => ({ $ref: `#/components/parameters/${name}` })),
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
      responses: this.responses(operation, access),
    };
  }

  parameters(
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

  header(name: string, schema: z.ZodType): Json {
    const { description, ...rest } = this.schemas.jsonSchema(schema, 'output');
    return { description, ...(certain.includes(name) ? { required: true } : {}), schema: rest };
  }

  /** A status may be an answer and a problem, for example 503 of the health: the media type tells them apart. */
  private responses(operation: Operation, access: Access): Json {
    const responses: Record<string, Json> = problemResponses(operation, access);
    const names = [
      'X-Request-Id',
      ...(access === 'open' ? [] : ['RateLimit', 'RateLimit-Policy']),
      ...(operation.answerHeaders ?? []),
    ];
    const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
    for (const [status, answer] of Object.entries(operation.answers)) {
      const problem = responses[status] as Problem | undefined;
      responses[status] = {
        description: [answer.description, ...(problem === undefined ? [] : [problem.description])].join(
          '\n\n',
        ),
        headers: { ...headers, ...problem?.headers },
        content: { ...this.content(answer, 'output'), ...problem?.content },
      };
    }
    return responses;
  }

  private content({ media }: Content, io: 'input' | 'output'): Json {
    const types = Object.entries(media).map(([type, { schema, examples }]) => {
      const body = this.schemas.jsonSchema(schema, io);
      const values = Object.entries(examples).map(([name, value]) => [
        name,
        { value: type === LINES ? linesOf(value as readonly unknown[]) : value },
      ]);
      const described = {
        // OpenAPI 3.1 has no word for the schema of a line.
        ...(type === LINES ? { schema: { type: 'string' }, 'x-line-schema': body } : { schema: body }),
        examples: Object.fromEntries(values) as Json,
      };
      return [type, described] as const;
    });
    return Object.fromEntries(types);
  }
}

/** NDJSON. */
function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
