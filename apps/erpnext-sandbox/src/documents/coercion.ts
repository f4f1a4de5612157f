import { type Row, type Value } from '../database/database.js';
import { crash, thrown } from '../frappe/frappe-error.js';
import { asText, civilDate, toFloat } from '../query/values.js';
import { type DocType, type Field, labelOf } from '../schema/doctype.js';
import { type DocumentStore } from './store.js';

const standard = new Set([
  'name',
  'owner',
  'creation',
  'modified',
  'modified_by',
  'docstatus',
  'idx',
  'parent',
  'parentfield',
  'parenttype',
]);

/** The columns that a body sets, as they are stored. Unknown and standard fields are passed over. */
export function coerce(doctype: DocType, body: Readonly<Record<string, unknown>>, store: DocumentStore): Row {
  const values: Row = {};
  for (const [name, value] of Object.entries(body)) {
    const field = doctype.fields.get(name);
    if (field === undefined || standard.has(name)) continue;
    if (field.isSecret === true && /^\*+$/.test(asText(value))) continue;
    values[name] = stored(doctype, name, field, value, store);
  }
  return values;
}

function stored(doctype: DocType, name: string, field: Field, value: unknown, store: DocumentStore): Value {
  if (field.kind === 'float') return toFloat(value);
  if (field.kind === 'int' || field.kind === 'check') return Math.trunc(toFloat(value));
  const text = asText(value);
  if (text === '') return value === '' && field.kind === 'text' ? '' : null;
  if (field.kind === 'date') {
    const day = civilDate(text.slice(0, 10));
    if (day !== undefined) return day;
    throw crash(
      'pymysql.err.OperationalError',
      `(1292, "Incorrect date value: '${text}' for column \`tab${doctype.name}\`.\`${name}\` at row 1")`,
    );
  }
  // Items are looked up by the order that names them, which has its own word for a missing one.
  if (field.kind !== 'link' || field.options === undefined) return text;
  const target = store.findRow(store.registry.get(field.options), text);
  if (target !== undefined) return String(target['name']);
  if (field.options === 'Item') return text;
  throw thrown('LinkValidationError', `Could not find ${labelOf(name, field)}: ${text}`);
}
