import { asItWas, remove, settle, type Change, type Plan } from './change.js';

/** A field is ours by this description, which people see below it. */
const description = 'Set by the Order Promise Engine.';

/** Read-only on the form: only the API writes them. Allowed on submit: that is when orders are promised. */
const common = {
  dt: 'Sales Order',
  description,
  allow_on_submit: 1,
  no_copy: 1,
  read_only: 1,
};

const fields = [
  {
    ...common,
    name: 'Sales Order-custom_otp_promise_date',
    fieldname: 'custom_otp_promise_date',
    label: 'Promise Date',
    fieldtype: 'Date',
    insert_after: 'delivery_date',
  },
  {
    ...common,
    name: 'Sales Order-custom_otp_confidence',
    fieldname: 'custom_otp_confidence',
    label: 'Promise Confidence',
    fieldtype: 'Select',
    options: '\nHIGH\nMEDIUM\nLOW',
    insert_after: 'custom_otp_promise_date',
  },
] as const;

export const orderFieldNames: readonly string[] = fields.map(({ name }) => name);

type Found = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A field that somebody else has made stays as it is, when the engine can write it. */
export function planOrderFields(found: Found): Plan {
  const obstacles: string[] = [];
  const changes = fields.map((field) => {
    const thing = `Custom Field ${field.fieldname} on Sales Order`;
    const present = found.get(field.name);
    const isFitting = present === undefined || present['fieldtype'] === field.fieldtype;
    if (isFitting && (present === undefined || isOurs(present))) {
      return settle(thing, 'Custom Field', present, field);
    }
    if (!isFitting) {
      obstacles.push(
        `${thing} has the type ${String(present['fieldtype'])}, not ${field.fieldtype}: remove it in ERPNext.`,
      );
    } else if (present['allow_on_submit'] !== 1) {
      obstacles.push(
        `${thing} is not made by this command and must be allowed on submit: tick that in ERPNext.`,
      );
    }
    return asItWas(thing);
  });
  return { changes, obstacles };
}

export function planOrderFieldRemoval(found: Found): Change[] {
  return fields.flatMap(({ name, fieldname }) => {
    const present = found.get(name);
    if (present === undefined || !isOurs(present)) return [];
    return [remove(`Custom Field ${fieldname} on Sales Order`, 'Custom Field', name)];
  });
}

const isOurs = (found: Readonly<Record<string, unknown>>): boolean => found['description'] === description;
