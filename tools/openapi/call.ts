import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import type { Described, DescribedApi, Response, Schema } from './described-api.js';

/** One call of an operation as it goes over the wire. */
export interface Call {
  readonly operation: Described;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends calls to one address. */
export class Caller {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly secrets: {
      readonly key?: string | undefined;
      readonly webhookSecret?: string | undefined;
    } = {},
    connections = 16,
  ) {
    this.pool = new Pool(url, { connections });
  }

  async send({ operation, path, headers, body }: Call): Promise<Answer> {
    const { key, webhookSecret } = this.secrets;
    const answer = await this.pool.request({
      method: operation.method,
      path,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(operation.isSigned && webhookSecret !== undefined
          ? { 'x-frappe-webhook-signature': signature(webhookSecret, body ?? '') }
          : {}),
        ...headers,
      },
      body: body ?? null,
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

const signature = (secret: string, body: string | Buffer): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** In what an answer differs from what the document says of it. */
export function faultsOf(api: DescribedApi, operation: Described, answer: Answer): string[] {
  const response = operation.responses[answer.status];
  if (response === undefined) return [`the status ${answer.status} is not described`];
  return [...headerFaults(api, response, answer), ...bodyFaults(api, response, answer)];
}

function headerFaults(api: DescribedApi, { headers = {} }: Response, answer: Answer): string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return required ? [`${name} is missing`] : [];
    const fault = api.fault(schema, readAs(schema, String(value)));
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}

function bodyFaults(api: DescribedApi, { content }: Response, { status, headers, text }: Answer): string[] {
  const type = String(headers['content-type']).split(';')[0] ?? '';
  const media = content[type];
  if (media === undefined) return [`${status} with the media type ${type} is not described`];
  const line = media['x-line-schema'];
  const parts = line === undefined ? [text] : text.split('\n').slice(0, -1);
  return parts.flatMap((part, index) => {
    const value = JSON.parse(part) as unknown;
    const fault = api.fault(line ?? media.schema, value);
    if (fault !== undefined) return [line === undefined ? fault : `line ${index + 1}: ${fault}`];
    const isOther = type === 'application/problem+json' && (value as { status: number }).status !== status;
    return isOther ? [`the problem says another status than ${status}`] : [];
  });
}

/** A parameter or header field as a value of its schema's type. */
export function readAs(schema: Schema, text: string): unknown {
  return schema.type === 'integer' ? Number(text) : text;
}
