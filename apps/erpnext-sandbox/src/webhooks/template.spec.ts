import { pythonJson, renderTemplate } from './template.js';

const doc = {
  item_code: 'O"RING 5',
  warehouse: 'Stores - AP',
  qty: 0.1,
  docstatus: 1,
  none: null,
  items: [{ item_code: 'O"RING 5' }, { item_code: 'בורג-8' }],
};

describe('renderTemplate', () => {
  it.each([
    ['{"c": {{ doc.item_code | tojson }}}', '{"c": "O\\"RING 5"}'],
    ['{"c": {{doc.qty|tojson}}, "d": {{ doc.docstatus }}}', '{"c": 0.1, "d": 1}'],
    ['{"c": {{ doc.missing | tojson }}}', '{"c": null}'],
    [
      '{{ doc["items"] | map(attribute="item_code") | list | tojson }}',
      '["O\\"RING 5", "\\u05d1\\u05d5\\u05e8\\u05d2-8"]',
    ],
    ['{{ doc["none"] | map(attribute="item_code") | list | tojson }}', '[]'],
    ['no field at all', 'no field at all'],
  ])('%s', (template, text) => expect(renderTemplate(template, doc)).toBe(text));

  it('breaks JSON with a quote in a plain value, as the site does', () => {
    expect(() => JSON.parse(renderTemplate('{"c": "{{ doc.item_code }}"}', doc)) as unknown).toThrow(
      SyntaxError,
    );
    expect(JSON.parse(renderTemplate('{"c": "{{ doc.warehouse }}"}', doc))).toEqual({ c: 'Stores - AP' });
  });
});

describe('pythonJson', () => {
  it('writes ASCII with spaces, and reads back as the same', () => {
    const value = { code: 'בורג-8', list: [1, null, '螺丝钉'], nested: { a: true } };
    const text = pythonJson(value);
    expect(text).toMatch(/^[ -~]*$/);
    expect(text).toContain('"list": [1, null, ');
    expect(JSON.parse(text)).toEqual(value);
  });
});
