import { z } from 'zod';

/** The body of `POST /otp/promise`. Shape only: what depends on ERPNext is judged by the promise service. */

const MAX_NAME_LENGTH = 140;
const MAX_QTY = 1_000_000_000;
const MAX_DECIMALS = 9;
/** 1970 to 9999. */
const YEAR = '(19[7-9]\\d|[2-9]\\d{3})';
const TIME = '([01]\\d|2[0-3]):[0-5]\\d';

export const name = (what: string) =>
  z
    .string(`${what} must be a text`)
    .regex(/\S/, `${what} must not be empty`)
    .max(MAX_NAME_LENGTH, `${what} must have at most ${MAX_NAME_LENGTH} characters`);

export const civilDate = z
  .string('must be a date, YYYY-MM-DD')
  .refine(isCivilDate, 'must be a date between 1970-01-01 and 9999-12-31, written YYYY-MM-DD')
  .meta({ format: 'date', pattern: `^${YEAR}-\\d{2}-\\d{2}$` });

const localMinute = z
  .string('must be a local time, YYYY-MM-DDTHH:mm')
  .refine(
    (text) => /^.{10}T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isCivilDate(text.slice(0, 10)),
    'must be a local time between 1970 and 9999, written YYYY-MM-DDTHH:mm',
  )
  .meta({ pattern: `^${YEAR}-\\d{2}-\\d{2}T${TIME}$` });

const timeOfDay = z
  .string('must be a time, HH:MM')
  .regex(new RegExp(`^${TIME}$`), 'must be a time between 00:00 and 23:59, written HH:MM');

/** Offsets such as +02:00 are understood by Intl, but are no zones. */
const ZONE = /^[A-Za-z][\w+/-]{0,63}$/;

const zone = z
  .string('must be a time zone')
  .refine(isZone, 'must be an IANA time zone, for example Europe/Berlin')
  .meta({ pattern: ZONE.source });

const days = (least: number) =>
  z
    .int(`must be a whole number from ${least} to 3650`)
    .min(least, `must be at least ${least}`)
    .max(3_650, 'must be at most 3650');

export const qty = z
  .number('must be a number with at most 9 decimals')
  .gt(0, 'must be greater than 0')
  .max(MAX_QTY, `must be at most ${MAX_QTY}`)
  .refine((value) => decimalsOf(value) <= MAX_DECIMALS, `must have at most ${MAX_DECIMALS} decimals`);

const orderLine = z
  .strictObject({
    item_code: name('the item code').describe('An item that can be ordered, or a product bundle.'),
    qty: qty.describe('In `uom`, with at most 9 decimals.'),
    warehouse: name('the warehouse')
      .nullish()
      .describe("Leaf or group that the line may be filled from; else the deployment's default."),
    uom: name('the unit').nullish().describe("One of the item's units; else its stock unit."),
  })
  .meta({ id: 'OrderLine' });

export const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, `must be ${words.join(' or ')}`);

const rules = z
  .strictObject(
    {
      no_weekends: z
        .boolean('must be true or false')
        .optional()
        .describe('Weekly off days are off; false: they are working days, holidays stay off.'),
      cutoff_time: timeOfDay.optional().describe('Orders that come after it start on the next working day.'),
      timezone: zone.nullish().describe('IANA time zone that decides today and the cut-off.'),
      order_created_at: localMinute
        .nullish()
        .describe('YYYY-MM-DDTHH:mm in `timezone` when the order was placed; else now.'),
      lead_time_buffer_days: days(0).optional().describe('Working days added after the goods can leave.'),
      processing_lead_time_days: days(0).optional().describe('Working days that the warehouse takes.'),
      desired_date_mode: oneOf(['LATEST_ACCEPTABLE', 'STRICT_FAIL', 'NO_EARLY_DELIVERY'])
        .optional()
        .describe(
          'LATEST_ACCEPTABLE tells whether the date is met, STRICT_FAIL refuses a later one, NO_EARLY_DELIVERY waits for it.',
        ),
      inbound_scope: oneOf(['SCOPE', 'COMPANY'])
        .optional()
        .describe(
          "Goods that count: those that arrive in the line's warehouses, or anywhere in the company.",
        ),
      overdue_po: oneOf(['EXCLUDE', 'ASSUME_DAYS'])
        .optional()
        .describe('What an overdue Purchase Order is worth: nothing, or it arrives in `overdue_po_days`.'),
      overdue_po_days: days(1).nullish().describe('Working days after the order day, for ASSUME_DAYS.'),
    },
    { error: objectError },
  )
  .meta({ id: 'Rules', description: "What is left out is as the deployment's defaults say." });

export const promiseRequest = z
  .strictObject(
    {
      customer: name('the customer').describe('Who asks.'),
      items: z
        .array(orderLine, 'must be a list of order lines')
        .min(1, 'must have at least one line')
        .max(500, 'must have at most 500 lines'),
      desired_date: civilDate.nullish().describe('That the customer asked for.'),
      sales_order_id: name('the Sales Order')
        .nullish()
        .describe('Sales Order that this is about: what it has reserved itself is given back.'),
      rules: rules.nullish(),
    },
    { error: objectError },
  )
  .meta({ id: 'PromiseRequest' });

export function objectError(): string {
  return 'must be a JSON object';
}

function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1970') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Decimals of a number in its shortest decimal form: 0.1 has one, 1e-7 seven. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

const knownZones = new Set<string>();
const MOST_KNOWN_ZONES = 2_000;

function isZone(text: string): boolean {
  if (knownZones.has(text)) return true;
  if (!ZONE.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
  } catch {
    return false;
  }
  if (knownZones.size < MOST_KNOWN_ZONES) knownZones.add(text);
  return true;
}
