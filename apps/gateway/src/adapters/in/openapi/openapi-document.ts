import { version } from '#libs/observability';
import { answerHeaders, callHeaders } from './call-headers.js';
import type { Operation } from './operation.js';
import { OperationWriter } from './operation-writer.js';
import { problem } from './problem.schema.js';
import { type Json, SchemaCollection } from './schema-collection.js';

const description = `Tells the date on which an order will really arrive.

Dates are civil dates without a zone, quantities are numbers, in the stock unit of the item unless said otherwise. Fields of answers that have no value are null. Every error is a problem document (RFC 9457); its \`code\` says which. Unknown fields of a body are refused, unknown parameters of a query are left aside, and a parameter without a value counts as left out.`;

/** The OpenAPI 3.1 document of these operations. */
export function openapiDocument(operations: readonly Operation[]): Json {
  const schemas = new SchemaCollection();
  const writer = new OperationWriter(schemas);
  schemas.jsonSchema(problem, 'output');
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = writer.operation(operation);
  }
  const parameters = writer
    .parameters(callHeaders, 'header')
    .map((parameter) => [parameter['name'], parameter]);
  const headers = Object.entries(answerHeaders).map(([name, schema]) => [name, writer.header(name, schema)]);
  return {
    openapi: '3.1.1',
    info: { title: 'Order Promise Engine', version, description },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      parameters: Object.fromEntries(parameters) as Json,
      headers: Object.fromEntries(headers) as Json,
      schemas: schemas.named,
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
