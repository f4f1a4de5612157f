import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binQuery, purchaseOrderQuery } from '../../apps/stock/src/adapters/out/erpnext/supply.queries.js';
import { sqlOfList } from './frappe-sql.js';

const recordings = join('libs', 'testing', 'fixtures', 'erpnext-recordings');
const oneLine = (sql: string) => sql.replaceAll(/\s+/g, ' ').trim();

describe('the statement that Frappe makes of a list', () => {
  it.each([
    [0, { doctype: 'Bin', fields: ['name'] }],
    [
      1,
      {
        doctype: 'Purchase Order',
        fields: ['name', 'items.item_code as c'],
      },
    ],
  ])('is the recorded one: %d', (at, list) => {
    const { queries_per_request } = JSON.parse(readFileSync(join(recordings, 'list-cost.json'), 'utf8')) as {
      queries_per_request: { sql_without_order_by: string[] };
    };
    const recorded = oneLine((queries_per_request.sql_without_order_by[at] ?? '').replaceAll('\\n', ' '));
    const made = oneLine(sqlOfList({ ...list, order_by: 'X', limit_page_length: 3 }));
    expect(made).toBe(recorded.replace(' limit', ' order by X limit'));
  });

  it('compares with lists, text and floats, without ifnull', () => {
    const sql = sqlOfList(binQuery(["O'RING 6", 'A\\B']));
    expect(sql).toContain("where `tabBin`.`item_code` in ('O\\'RING 6', 'A\\\\B')\norder by item_code asc");
    expect(sql).not.toContain('limit');
    const orders = oneLine(sqlOfList(purchaseOrderQuery(['A'], '2026-11-24 11:50:00')));
    expect(orders).toContain(
      "where `tabPurchase Order`.`docstatus` = 1.0 and `tabPurchase Order Item`.`item_code` in ('A') and (`tabPurchase Order`.`status` in ('To Receive', 'To Receive and Bill', 'Draft', 'On Hold') or `tabPurchase Order`.`modified` >= '2026-11-24 11:50:00') order by",
    );
    expect(orders).toContain('select `tabPurchase Order`.name,');
    expect(orders).toContain('`tabPurchase Order Item`.`idx` as row_idx');
  });

  it.each([
    [{ fields: ['count(name)'] }, 'field count(name)'],
    [{ fields: ['taxes.rate'] }, 'rows in taxes of Bin'],
    [{ fields: ['name'], filters: [['name', 'like', 'A%']] }, 'operator like'],
  ])('is not guessed: %j', (list, message) => {
    expect(() => sqlOfList({ doctype: 'Bin', order_by: 'name asc', ...list })).toThrow(message);
  });
});
