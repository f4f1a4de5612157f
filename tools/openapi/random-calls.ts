import fc from 'fast-check';
import { type KnownValues, nearly, valuesOf, wildBodies } from './arbitraries.js';
import { type Call, readAs } from './call.js';
import type { Content, Described, DescribedApi, Parameter, Schema } from './described-api.js';
import { pathOf } from './example-calls.js';

/** A call that was made up, and whether the document says that it must be refused. */
export interface RandomCall extends Call {
  readonly mustBeRefused: boolean;
}

interface RandomBody {
  readonly type: string | undefined;
  readonly body: string | Buffer | undefined;
  readonly mustBeRefused: boolean;
}

/** Calls of an operation: sound ones, some that are wrong in one place, and wild ones. */
export function randomCalls(api: DescribedApi, operation: Described): fc.Arbitrary<RandomCall> {
  const known = knownValues(api.operations);
  const { parameters } = operation;
  const values = fc.tuple(...parameters.map((parameter) => textsFor(api, parameter, known)));
  return fc
    .tuple(values, bodiesOf(api, operation.body, known))
    .map(([texts, { type, body, mustBeRefused }]) => {
      const valueOf = (parameter: Parameter) => texts[parameters.indexOf(parameter)];
      const headers = parameters.flatMap((parameter) => {
        const value = parameter.in === 'header' ? valueOf(parameter) : undefined;
        return typeof value === 'string' ? [[parameter.name, value] as const] : [];
      });
      return {
        operation,
        path: pathOf(operation, parameters, valueOf),
        headers: { ...Object.fromEntries(headers), ...(type === undefined ? {} : { 'content-type': type }) },
        body,
        mustBeRefused:
          mustBeRefused || parameters.some((parameter) => isWrong(api, parameter, valueOf(parameter))),
      };
    });
}

/** Examples of bodies and parameters, by the name of their field. */
function knownValues(operations: readonly Described[]): KnownValues {
  const known = new Map<string, Set<string>>();
  const note = (field: string, value: unknown): void => {
    if (typeof value === 'string') known.set(field, (known.get(field) ?? new Set()).add(value));
    else if (Array.isArray(value)) for (const each of value) note(field, each);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) note(name, each);
    }
  };
  for (const { parameters, body = {} } of operations) {
    for (const { name, example } of parameters) note(name, example);
    for (const { examples = {} } of Object.values(body)) {
      for (const { value } of Object.values(examples)) if (typeof value === 'object') note('', value);
    }
  }
  return new Map(Array.from(known, ([field, values]) => [field, [...values]]));
}

type Text = string | readonly string[] | undefined;

function textsFor(api: DescribedApi, parameter: Parameter, known: KnownValues): fc.Arbitrary<Text> {
  const { name, in: place, required, schema } = parameter;
  const sound = valuesOf(api, schema, known, name).map(String);
  switch (place) {
    case 'path':
      return fc.oneof({ weight: 4, arbitrary: sound }, { weight: 1, arbitrary: wildTexts });
    case 'header':
      return fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        { weight: 4, arbitrary: sound.map(headerText) },
        { weight: 1, arbitrary: fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/) },
      );
    case 'query':
      return fc.oneof(
        { weight: required ? 1 : 8, arbitrary: fc.constant(undefined) },
        { weight: 8, arbitrary: sound },
        { weight: 1, arbitrary: wildTexts },
        { weight: 1, arbitrary: fc.tuple(sound, wildTexts) },
      );
  }
}

const wildTexts = fc.string({ unit: 'binary' });

/** Spaces around a value belong to no header field. */
const headerText = (text: string): string => text.replaceAll(/[^ -~]/g, '?').trim() || '?';

/**
 * Whether the document says that the call must be refused: blank parameters of a query count as left out, and what
 * stands around a text not at all. Repeated ones are judged by the gateway alone, and an odd X-Request-Id is replaced.
 */
function isWrong(api: DescribedApi, { name, in: place, required, schema }: Parameter, text: Text): boolean {
  if (typeof text !== 'string') return required && text === undefined;
  if (name === 'X-Request-Id') return false;
  if (place === 'query' && text.trim() === '') return required;
  const isSound = (each: string) => api.fault(schema, readAs(schema, each)) === undefined;
  return !isSound(text) && !isSound(text.trim());
}

function bodiesOf(
  api: DescribedApi,
  content: Content | undefined,
  known: KnownValues,
): fc.Arbitrary<RandomBody> {
  if (content === undefined) return fc.constant({ type: undefined, body: undefined, mustBeRefused: false });
  const described = Object.entries(content).map(([type, media]) => {
    const line = media['x-line-schema'];
    const one = valuesOf(api, line ?? media.schema, known);
    const many = (values: fc.Arbitrary<unknown>) =>
      line === undefined
        ? values.map(write)
        : fc.array(values.map(write), { maxLength: 5 }).map((lines) => lines.join('\n'));
    return fc
      .oneof(
        { weight: 4, arbitrary: many(one) },
        { weight: 4, arbitrary: many(nearly(one)) },
        { weight: 2, arbitrary: wildBodies },
      )
      .map((body) => ({ type, body, mustBeRefused: isRefused(api, media.schema, line, body) }));
  });
  const mistyped = fc
    .tuple(
      wildBodies,
      fc.constantFrom('text/plain', 'application/jsonp', 'application/json; charset=latin1', 'x'),
    )
    .map(([body, type]) => ({ type, body, mustBeRefused: false }));
  return fc.oneof(...described.map((arbitrary) => ({ weight: 10, arbitrary })), {
    weight: 1,
    arbitrary: mistyped,
  });
}

const write = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

/** Of lists and lines each order has an error of its own. */
function isRefused(
  api: DescribedApi,
  schema: Schema,
  line: Schema | undefined,
  body: string | Buffer,
): boolean {
  if (line !== undefined || api.resolved(schema).type === 'array') return false;
  try {
    return api.fault(schema, JSON.parse(body.toString())) !== undefined;
  } catch {
    return true;
  }
}
