import { type Row, type Value } from '../database/database.js';
import { type DocType } from '../schema/doctype.js';
import { unstoredFields } from '../schema/unstored-fields.js';

/** One document with its child rows. Numbers are as given; they are rounded to nine decimals when stored. */
export interface Doc {
  readonly doctype: DocType;
  readonly values: Row;
  readonly tables: Map<string, Doc[]>;
}

export const nameOf = (doc: Doc): string => text(doc, 'name');

export function text(doc: Doc, field: string): string {
  const value = doc.values[field];
  return value === null || value === undefined ? '' : String(value);
}

export function number(doc: Doc, field: string): number {
  return Number(doc.values[field] ?? 0);
}

export function isSet(doc: Doc, field: string): boolean {
  return number(doc, field) !== 0;
}

export const rowsOf = (doc: Doc, table: string): Doc[] => doc.tables.get(table) ?? [];

/** As decimal(21,9) keeps it. */
export function roundQty(value: number): number {
  return Number(value.toFixed(9));
}

type Json = Value | Json[] | { [key: string]: Json };

/** The document as the site answers it: null fields are left out. */
export function toJson(doc: Doc): Record<string, Json> {
  const json: Record<string, Json> = {};
  for (const [field, value] of Object.entries(doc.values)) {
    if (value === null || ['parent', 'parentfield', 'parenttype'].includes(field)) continue;
    const isSecret = doc.doctype.fields.get(field)?.isSecret === true;
    json[field] = isSecret ? '*'.repeat(String(value).length) : value;
  }
  for (const field of ['parent', 'parentfield', 'parenttype']) {
    const value = doc.values[field];
    if (value !== null && value !== undefined) json[field] = value;
  }
  for (const [field, value] of Object.entries(unstoredFields[doc.doctype.name] ?? {})) {
    if (!doc.doctype.fields.has(field)) json[field] = value;
  }
  json['doctype'] = doc.doctype.name;
  for (const [field, rows] of doc.tables) json[field] = rows.map(toJson);
  return json;
}
