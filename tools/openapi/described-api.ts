import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A JSON schema as it stands in the document. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

export interface Media {
  readonly schema: Schema;
  /** Of a body in lines. */
  readonly 'x-line-schema'?: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export type Content = Readonly<Record<string, Media>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
  readonly example?: string | number;
}

export interface Header {
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Response {
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content: Content;
}

interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      Omit<Response, 'headers'> & { readonly headers?: Readonly<Record<string, Header | Reference>> }
    >
  >;
}

interface Reference {
  readonly $ref: string;
}

/** An OpenAPI document as far as it is read here. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: object;
}

/** An operation with its references followed, schemas excepted. */
export interface Described {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  /** That an API key must have; undefined: no key is needed. */
  readonly scope: string | undefined;
  readonly method: string;
  readonly path: string;
  /** Needs the signature of a webhook. */
  readonly isSigned: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Content | undefined;
  /** By HTTP status. */
  readonly responses: Readonly<Record<string, Response>>;
}

/** An API as its OpenAPI document describes it. */
export class DescribedApi {
  readonly operations: readonly Described[];
  private readonly ajv = addFormats.default(new Ajv2020({ strict: false, validateFormats: true }));
  private readonly validators = new Map<Schema, ValidateFunction>();

  constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        id: operation.operationId,
        tag: operation.tags[0] ?? '',
        summary: operation.summary,
        scope: operation.security[0]?.['key']?.[0],
        method: method.toUpperCase(),
        path,
        isSigned: operation.security.some((needed) => 'signature' in needed),
        parameters: operation.parameters.map((parameter) => this.followed(parameter)),
        body: operation.requestBody?.content,
        responses: mapped(operation.responses, ({ headers = {}, content }) => ({
          content,
          headers: mapped(headers, (header) => this.followed(header)),
        })),
      })),
    );
  }

  /** The API that answers at this address, as it describes itself. */
  static async at(url: string): Promise<DescribedApi> {
    const answer = await fetch(new URL('/openapi.json', url));
    if (!answer.ok) throw new Error(`${url}/openapi.json: HTTP ${answer.status}`);
    return new DescribedApi((await answer.json()) as Document);
  }

  operation(id: string): Described {
    const found = this.operations.find((operation) => operation.id === id);
    if (found === undefined) throw new Error(`There is no operation ${id}.`);
    return found;
  }

  resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.resolved(this.followed<Schema>({ $ref: schema.$ref }));
  }

  /** What is wrong with a value, in one line; undefined when it fits. */
  fault(schema: Schema, value: unknown): string | undefined {
    let validator = this.validators.get(schema);
    if (validator === undefined) {
      validator = this.ajv.compile({ ...schema, components: this.document.components });
      this.validators.set(schema, validator);
    }
    return validator(value) ? undefined : this.ajv.errorsText(validator.errors, { dataVar: '' });
  }

  private followed<T extends object>(found: T | Reference): T {
    if (!('$ref' in found)) return found;
    const steps = found.$ref.slice(2).split('/');
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], this.document) as T;
  }
}

const mapped = <A, B>(of: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));
