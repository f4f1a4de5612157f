import type { Call } from './call.js';
import type { Content, Described, Parameter } from './described-api.js';

export interface ExampleCall extends Call {
  readonly name: string;
}

/** A call for each example of a body, and for the example of the parameters. */
export function exampleCalls(operation: Described): ExampleCall[] {
  return bodiesOf(operation.body).map(({ name, type, body }, index) => ({
    name: `${operation.method} ${operation.path}${name}`,
    operation,
    path: pathOf(operation, operation.parameters, exampleOf),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...Object.fromEntries(
        operation.parameters.flatMap((parameter) => {
          const value = parameter.in === 'header' ? exampleOf(parameter) : undefined;
          if (value === undefined) return [];
          // A key belongs to one body.
          const isSpent = parameter.name === 'Idempotency-Key' && index > 0;
          return [[parameter.name, isSpent ? `${value}-${index}` : value]];
        }),
      ),
    },
    body,
  }));
}

function bodiesOf(content: Content | undefined) {
  if (content === undefined) return [{ name: '', type: undefined, body: undefined }];
  return Object.entries(content).flatMap(([type, { examples = {} }]) =>
    Object.entries(examples).map(([name, { value }]) => ({
      name: `: ${name}`,
      type,
      body: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  );
}

const exampleOf = ({ example }: Parameter): string | undefined =>
  example === undefined ? undefined : String(example);

/** The path with these values of parameters; undefined: left out. */
export function pathOf(
  { path }: Described,
  parameters: readonly Parameter[],
  valueOf: (parameter: Parameter) => string | readonly string[] | undefined,
): string {
  let filled = path;
  const query: string[] = [];
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (value === undefined || parameter.in === 'header') continue;
    const encoded = [value].flat().map((text) => encodeURIComponent(text.toWellFormed()));
    if (parameter.in === 'path') filled = filled.replace(`{${parameter.name}}`, encoded[0] ?? '');
    else query.push(...encoded.map((text) => `${parameter.name}=${text}`));
  }
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}
