import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;

const REFERENCE = '#/components/schemas/';

/** JSON schemas of zod schemas; those with an id stand once, under `components`, and are referred to. */
export class SchemaCollection {
  readonly named: Record<string, unknown> = {};

  jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema, $defs, ...rest } = referring(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
    void $schema;
    Object.assign(this.named, $defs);
    return rest;
  }
}

/** zod keeps named schemas under $defs of each schema; in the document all of them stand in one place. */
function referring(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${REFERENCE}`)) as Json;
}
