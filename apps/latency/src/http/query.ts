import { z } from 'zod';
import { orderClasses, sources } from '../analysis/order-class.js';
import type { Selection } from '../history/history.js';

/** Milliseconds since 1970, or ISO 8601 with a zone; as milliseconds. */
const instant = z.union(
  [
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ],
  'must be milliseconds since 1970 or an ISO 8601 time with a zone',
);

const group = {
  order_class: z.enum([...orderClasses.map(({ id }) => id), 'no_order']).optional(),
  data_source: z.enum(sources).optional(),
};

const period = { from: instant.optional(), to: instant.optional() };

/** Which requests: all without parameters. `slowest=true`: of these the slowest 1 %. */
const selectionSchema = z.strictObject({
  ...group,
  ...period,
  slowest: z.enum(['true', 'false']).optional(),
  format: z.enum(['json', 'text']).optional(),
  stack: z.string().max(4_000).optional(),
});

const differenceSchema = z.strictObject({
  ...group,
  before_from: instant,
  before_to: instant,
  after_from: instant,
  after_to: instant,
});

export interface Question {
  readonly selection: Selection;
  readonly slowest: boolean;
  readonly format: 'json' | 'text';
  /** Frames joined by `;`. */
  readonly stack: string;
}

/** Throws a ZodError. */
export function readQuestion(query: unknown): Question {
  const { order_class, data_source, from, to, slowest, format, stack } = selectionSchema.parse(query);
  return {
    selection: { orderClass: order_class, source: data_source, from, to },
    slowest: slowest === 'true',
    format: format ?? 'json',
    stack: stack ?? '',
  };
}

/** Throws a ZodError. */
export function readPeriods(query: unknown): { readonly before: Selection; readonly after: Selection } {
  const { order_class, data_source, ...at } = differenceSchema.parse(query);
  const same = { orderClass: order_class, source: data_source };
  return {
    before: { ...same, from: at.before_from, to: at.before_to },
    after: { ...same, from: at.after_from, to: at.after_to },
  };
}
