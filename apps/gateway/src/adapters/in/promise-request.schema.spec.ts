import { isOtpError, type Violation } from '#libs/kernel';
import { promiseRequest } from './promise-request.schema.js';
import { validate } from './validate.js';

const line = { item_code: 'BOLT-M8', qty: 1 };
const order = { customer: 'Example', items: [line] };

function violationsOf(body: unknown): readonly Violation[] {
  try {
    validate(promiseRequest, body);
  } catch (error) {
    if (isOtpError(error)) return error.violations;
    throw error;
  }
  return [];
}

const withLine = (more: object): object => ({ ...order, items: [{ ...line, ...more }] });
const withRules = (rules: object): object => ({ ...order, rules });

describe('a promise request', () => {
  it.each([
    ['the least', order],
    ['no desired date, said with null', { ...order, desired_date: null, rules: null }],
    ['the largest quantity', withLine({ qty: 1_000_000_000 })],
    ['the smallest quantity', withLine({ qty: 0.000000001 })],
    ['a leap day', { ...order, desired_date: '2028-02-29' }],
    [
      'the first and last day',
      { ...order, desired_date: '9999-12-31', rules: { order_created_at: '1970-01-01T00:00' } },
    ],
    ['any IANA zone', withRules({ timezone: 'America/Argentina/ComodRivadavia' })],
    ['a code in any script', withLine({ item_code: 'ברג 50% / "x", 螺栓' })],
    ['500 lines', { ...order, items: Array.from({ length: 500 }, () => line) }],
  ])('may be %s', (_what, body) => {
    expect(violationsOf(body)).toEqual([]);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['a list', [], '', /JSON object/],
    ['null', null, '', /JSON object/],
    ['a number', 5, '', /JSON object/],
    ['without customer', { items: [line] }, '/customer', /^is missing: /],
    ['with an empty customer', { ...order, customer: '  ' }, '/customer', /empty/],
    ['with a customer of 141 letters', { ...order, customer: 'x'.repeat(141) }, '/customer', /140/],
    ['without items', { customer: 'Example' }, '/items', /^is missing: /],
    ['with no line', { ...order, items: [] }, '/items', /at least one/],
    ['with 501 lines', { ...order, items: Array.from({ length: 501 }, () => line) }, '/items', /500/],
    ['with a line that is null', { ...order, items: [null] }, '/items/0', /./],
    ['without item code', { ...order, items: [{ qty: 1 }] }, '/items/0/item_code', /^is missing: /],
    [
      'with a number as item code',
      withLine({ item_code: 7 }),
      '/items/0/item_code',
      /^the item code must be a text$/,
    ],
    ['without quantity', { ...order, items: [{ item_code: 'A' }] }, '/items/0/qty', /^is missing: /],
    ['with quantity 0', withLine({ qty: 0 }), '/items/0/qty', /greater than 0/],
    ['with a negative quantity', withLine({ qty: -1 }), '/items/0/qty', /greater than 0/],
    [
      'with a quantity as text',
      withLine({ qty: '1' }),
      '/items/0/qty',
      /^must be a number with at most 9 decimals$/,
    ],
    ['with NaN', withLine({ qty: NaN }), '/items/0/qty', /^must be a number with at most 9 decimals$/],
    ['with 1e400', withLine({ qty: Infinity }), '/items/0/qty', /^must be a number with at most 9 decimals$/],
    ['with 10 decimals', withLine({ qty: 0.1234567891 }), '/items/0/qty', /9 decimals/],
    ['with 1e-10', withLine({ qty: 1e-10 }), '/items/0/qty', /9 decimals/],
    ['with too much', withLine({ qty: 1_000_000_000.5 }), '/items/0/qty', /at most/],
    ['with an unknown field', { ...order, note: 'x' }, '/note', /known/],
    ['with an unknown field in a line', withLine({ 'a/b~c': 1 }), '/items/0/a~1b~0c', /known/],
    ['with a mistyped rule', withRules({ cutof_time: '12:00' }), '/rules/cutof_time', /known/],
    ['with rules that are a list', { ...order, rules: [] }, '/rules', /JSON object/],
    ['with an impossible date', { ...order, desired_date: '2026-02-29' }, '/desired_date', /date/],
    ['with a date before 1970', { ...order, desired_date: '1969-12-31' }, '/desired_date', /1970/],
    ['with a date and a time', { ...order, desired_date: '2026-11-24T00:00' }, '/desired_date', /date/],
    ['with cutoff 24:00', withRules({ cutoff_time: '24:00' }), '/rules/cutoff_time', /HH:MM/],
    ['with cutoff 9:00', withRules({ cutoff_time: '9:00' }), '/rules/cutoff_time', /HH:MM/],
    ['with an unknown zone', withRules({ timezone: 'Mars/Olympus' }), '/rules/timezone', /IANA/],
    ['with an offset as zone', withRules({ timezone: '+02:00' }), '/rules/timezone', /IANA/],
    [
      'placed at 24:00',
      withRules({ order_created_at: '2026-11-24T24:00' }),
      '/rules/order_created_at',
      /YYYY/,
    ],
    [
      'placed on a day that is none',
      withRules({ order_created_at: '2026-11-31T10:00' }),
      '/rules/order_created_at',
      /YYYY/,
    ],
    ['with half a day', withRules({ lead_time_buffer_days: 0.5 }), '/rules/lead_time_buffer_days', /whole/],
    [
      'with too many days',
      withRules({ processing_lead_time_days: 3651 }),
      '/rules/processing_lead_time_days',
      /3650/,
    ],
    ['with overdue 0 days', withRules({ overdue_po_days: 0 }), '/rules/overdue_po_days', /at least 1/],
    [
      'with an unknown mode',
      withRules({ desired_date_mode: 'SOON' }),
      '/rules/desired_date_mode',
      /LATEST_ACCEPTABLE/,
    ],
    [
      'with a switch as text',
      withRules({ no_weekends: 'true' }),
      '/rules/no_weekends',
      /^must be true or false$/,
    ],
  ])('may not be %s', (_what, body, pointer, message) => {
    const violations = violationsOf(body);
    expect(violations.map((violation) => violation.pointer)).toEqual([pointer]);
    expect(violations[0]?.message).toMatch(message);
  });

  it('is told all its faults, but not more than a person reads', () => {
    expect(
      violationsOf({ customer: '', items: [{ qty: -1, x: 1 }] })
        .map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/customer', '/items/0/item_code', '/items/0/qty', '/items/0/x']);
    expect(violationsOf({ ...order, items: Array.from({ length: 100 }, () => ({})) })).toHaveLength(50);
  });

  it('can not smuggle in a prototype', () => {
    expect(
      violationsOf(JSON.parse('{"customer":"a","items":[{"item_code":"A","qty":1}],"__proto__":{"x":1}}')),
    ).toEqual([{ pointer: '/__proto__', message: 'is not a known field' }]);
  });
});
