import fc from 'fast-check';
import type { DescribedApi, Schema } from './described-api.js';

/** Values by the name of the field that they are examples of. */
export type KnownValues = ReadonlyMap<string, readonly string[]>;

const MOST_ELEMENTS = 6;

/** Values that a schema allows; texts of a field with known values are often one of these. */
export function valuesOf(
  api: DescribedApi,
  schema: Schema,
  known: KnownValues,
  field = '',
): fc.Arbitrary<unknown> {
  const of = api.resolved(schema);
  if (of.const !== undefined) return fc.constant(of.const);
  if (of.enum !== undefined) {
    const preferred = (known.get(field) ?? []).filter((value) => of.enum?.includes(value));
    const any = fc.constantFrom(...of.enum);
    return preferred.length === 0 ? any : fc.oneof(fc.constantFrom(...preferred), any);
  }
  const inner = (each: Schema, name = field) => valuesOf(api, each, known, name);
  if (of.anyOf !== undefined) return fc.oneof(...of.anyOf.map((each) => inner(each)));
  if (of.allOf !== undefined) {
    return fc
      .tuple(...of.allOf.map((each) => inner(each)))
      .map((parts) => Object.assign({}, ...parts) as unknown);
  }
  switch (of.type) {
    case 'object':
      return objectsOf(of, inner);
    case 'array':
      return fc.array(inner(of.items ?? {}), {
        minLength: of.minItems ?? 0,
        maxLength: Math.min(of.maxItems ?? MOST_ELEMENTS, MOST_ELEMENTS),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.integer({ min: of.minimum ?? -1_000, max: of.maximum ?? 1_000 });
    case 'number':
      return numbersOf(of);
    case 'string':
      return textsOf(of, known.get(field) ?? []);
    default:
      return fc.jsonValue();
  }
}

/** Fields that need not be there are there now and then, so that not every value has all that can be wrong. */
function objectsOf(
  { properties = {}, required = [] }: Schema,
  valuesOf: (schema: Schema, name: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const values = valuesOf(schema, name).map((value) => [[name, value] as const]);
    if (required.includes(name)) return values;
    return fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: values });
  });
  return fc.tuple(...fields).map((present) => Object.fromEntries(present.flat()));
}

function numbersOf({ minimum, exclusiveMinimum, maximum = 1e9 }: Schema): fc.Arbitrary<number> {
  const least = minimum ?? exclusiveMinimum ?? -maximum;
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: Math.ceil(least) + 1, max: 1_000 }) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 1_000_000 }).map((thousandths) => thousandths / 1_000),
    },
    { weight: 1, arbitrary: fc.double({ min: least, minExcluded: true, max: maximum, noNaN: true }) },
  );
}

function textsOf(
  { format, pattern, maxLength = 200 }: Schema,
  known: readonly string[],
): fc.Arbitrary<string> {
  const any =
    format === 'date'
      ? fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map(dayOf)
      : pattern === undefined || pattern === String.raw`\S`
        ? fc.string({ unit: 'grapheme', minLength: 1, maxLength })
        : fc.stringMatching(new RegExp(pattern));
  if (known.length === 0) return any;
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: any });
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

type Change = (value: unknown, wild: unknown) => unknown;

const changes: readonly Change[] = [
  (_value, wild) => wild,
  (value) => (isObject(value) ? { ...value, unforeseen: 1 } : [value]),
  (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).slice(1)) : null),
  (value) =>
    typeof value === 'string' ? value.repeat(30) : Array.isArray(value) ? [] : JSON.stringify(value),
  (value) => (typeof value === 'number' ? -value : typeof value === 'string' ? ` ${value}\u0000` : undefined),
  (value) => (Array.isArray(value) ? Array.from({ length: 501 }, () => value[0] as unknown) : 1e308),
];

/** Values that are wrong in one place. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(values, fc.nat(), fc.constantFrom(...changes), fc.jsonValue({ maxDepth: 2 }))
    .map(([value, where, change, wild]) => {
      const places = placesIn(value);
      const place = places[where % places.length] ?? [];
      return changed(value, place, (at) => change(at, wild));
    });
}

type Place = readonly (string | number)[];

function placesIn(value: unknown, here: Place = []): Place[] {
  const deeper: [string | number, unknown][] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [here, ...deeper.flatMap(([step, each]) => placesIn(each, [...here, step]))];
}

function changed(value: unknown, [step, ...rest]: Place, change: (at: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) => (index === step ? changed(each, rest, change) : each));
  }
  return { ...(value as object), [step]: changed((value as Record<string, unknown>)[step], rest, change) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bodies that need not even be JSON. */
export const wildBodies: fc.Arbitrary<string | Buffer> = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 1, max: 2_000 }).map((depth) => '['.repeat(depth)),
  fc.integer({ min: 1, max: 200 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constantFrom(
    '',
    'null',
    '{',
    '{}',
    '[]',
    '"',
    '1e999',
    '-0',
    '\ufeff{}',
    '{"__proto__":{"customer":"x"}}',
    '{"constructor":{"prototype":{}}}',
    '{"customer":"C","customer":1,"items":[]}',
    '{"customer":"C","items":[{"item_code":"BOLT-M8","qty":1e-400}]}',
    '{"customer":"\\ud800","items":[{"item_code":"\\udfff","qty":1}]}',
    `{"customer":"C","items":[${Array.from({ length: 500 }, () => '{"item_code":"BOLT-M8","qty":0.000000001}').join(',')}]}`,
  ),
);
