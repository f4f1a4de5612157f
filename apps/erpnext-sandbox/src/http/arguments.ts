import { crash } from '../frappe/frappe-error.js';
import { type ListArguments } from '../query/list-query.js';
import { asText } from '../query/values.js';

export type Arguments = Readonly<Record<string, unknown>>;

/** What Python's json.loads says about text that is no JSON. */
export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const position = Number(/position (\d+)/.exec(reason)?.[1] ?? source.length);
    const what = reason.startsWith('Unterminated string')
      ? 'Unterminated string starting at'
      : reason.startsWith('Expected')
        ? "Expecting ',' delimiter"
        : 'Expecting value';
    throw crash('json.decoder.JSONDecodeError', `${what}: line 1 column ${position + 1} (char ${position})`);
  }
}

/** An argument that is JSON in a query string or a form, and already parsed in a JSON body. */
export function structured(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? parseJson(value) : value;
}

/** As Python's cint: what is no number is 0. */
function toInt(value: unknown): number {
  const number = Math.trunc(Number(asText(value) || 0));
  return Number.isFinite(number) ? number : 0;
}

/** `limitCounts`: whether `limit` stands in for a missing limit_page_length, as it does for /api/resource. */
export function listArguments(args: Arguments, limitCounts: boolean): ListArguments {
  const fields = structured(args['fields']);
  const length = args['limit_page_length'] ?? (limitCounts ? args['limit'] : undefined) ?? 20;
  return {
    fields: Array.isArray(fields) && fields.length > 0 ? fields.map(asText) : ['name'],
    filters: structured(args['filters']),
    orFilters: structured(args['or_filters']),
    orderBy: asText(args['order_by']).trim(),
    groupBy: asText(args['group_by']).trim(),
    start: Math.max(0, toInt(args['limit_start'])),
    pageLength: toInt(length),
  };
}
