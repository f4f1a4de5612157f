/**
 * What a DocType is here: its columns, its child tables and how its documents are named.
 * `id` is an ASCII key that is compared byte by byte; `text` and `link` follow the collation of
 * database/collation.ts; `float` is decimal(21,9).
 */
export type FieldKind = 'id' | 'text' | 'link' | 'float' | 'int' | 'check' | 'date' | 'datetime' | 'table';

export interface Field {
  readonly kind: FieldKind;
  /** The linked DocType (link) or the child DocType (table). */
  readonly options?: string;
  readonly label?: string;
  /** Never answered, only asterisks of its length; asterisks that come back change nothing. */
  readonly isSecret?: boolean;
  /** May change on a submitted document. */
  readonly allowOnSubmit?: boolean;
  readonly default?: string | number;
}

/** `hash`: ten random characters; `field:x`: the value of x; `prompt`: whoever makes it names it; else a series such as `PUR-ORD-.YYYY.-`. */
export type Naming = string;

export interface DocType {
  readonly name: string;
  readonly isChild: boolean;
  readonly naming: Naming;
  /** Own columns, then the standard ones; child tables are in `tables`. */
  readonly fields: Map<string, Field>;
  readonly tables: ReadonlyMap<string, string>;
  /** Columns of each index beside the primary key (name). A leading `unique` makes it one. */
  readonly indexes: readonly (readonly string[])[];
}

export const link = (options: string, rest: Partial<Field> = {}): Field => ({
  kind: 'link',
  options,
  ...rest,
});
export const table = (options: string): Field => ({ kind: 'table', options });
export const text: Field = { kind: 'text' };
export const date: Field = { kind: 'date' };
export const float: Field = { kind: 'float' };
export const check: Field = { kind: 'check' };
export const int: Field = { kind: 'int' };

interface Definition {
  readonly naming?: Naming;
  readonly isChild?: boolean;
  readonly indexes?: readonly (readonly string[])[];
}

const datetime: Field = { kind: 'datetime' };

export function defineDocType(
  name: string,
  own: Record<string, Field>,
  definition: Definition = {},
): DocType {
  const isChild = definition.isChild ?? false;
  const naming = definition.naming ?? 'hash';
  const columns = Object.entries(own).filter(([, field]) => field.kind !== 'table');
  const tables = Object.entries(own).flatMap(([key, field]) =>
    field.kind === 'table' && field.options !== undefined ? [[key, field.options] as const] : [],
  );
  return {
    name,
    isChild,
    naming,
    fields: new Map<string, Field>([
      ['name', naming === 'hash' ? { kind: 'id' } : text],
      ['owner', text],
      ['creation', datetime],
      ['modified', datetime],
      ['modified_by', text],
      ['docstatus', int],
      ['idx', int],
      ...columns,
      ...(isChild
        ? ([
            ['parent', text],
            ['parentfield', text],
            ['parenttype', text],
          ] as const)
        : []),
    ]),
    tables: new Map(tables),
    indexes: definition.indexes ?? [],
  };
}

/** The label that ERPNext shows for a field. */
export function labelOf(fieldname: string, field: Field): string {
  if (field.label !== undefined) return field.label;
  return fieldname
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
