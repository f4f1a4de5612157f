import { parsePlan, planText } from './plan.js';

const table = (more: object) => ({ table: { table_name: 'tabBin', access_type: 'range', ...more } });
const block = (content: object) => JSON.stringify({ query_block: { select_id: 1, ...content } });

describe('a plan of MariaDB', () => {
  it.each([
    [
      'one index',
      block({ nested_loop: [table({ key: 'modified', r_loops: 1, r_rows: 1000 })] }),
      'Bin: range by modified, 1000 rows',
    ],
    [
      'a join that is sorted in a temporary table',
      block({
        filesort: {
          temporary_table: {
            nested_loop: [
              table({ table_name: 'tabPurchase Order', key: 'PRIMARY', r_loops: 1, r_rows: 250 }),
              table({
                table_name: 'tabPurchase Order Item',
                access_type: 'ref',
                key: 'parent',
                r_loops: 250,
                r_rows: 4.002,
              }),
            ],
          },
        },
      }),
      'Purchase Order: range by PRIMARY, 250 rows; Purchase Order Item: ref by parent, 1001 rows; sorted',
    ],
    [
      'a sorted scan of the whole table',
      block({
        nested_loop: [
          { read_sorted_file: { filesort: table({ access_type: 'ALL', r_loops: 1, r_rows: 9 }) } },
        ],
      }),
      'Bin: ALL, 9 rows; sorted',
    ],
    [
      'merged indexes',
      block({
        nested_loop: [
          table({
            access_type: 'index_merge',
            r_loops: 1,
            r_rows: 7,
            index_merge: { sort_union: { range: [{ key: 'status' }, { key: 'modified' }] } },
          }),
        ],
      }),
      'Bin: index_merge by status + modified, 7 rows',
    ],
    [
      'an index alone',
      block({ nested_loop: [table({ key: 'modified', r_loops: 1, r_rows: 0, using_index: true })] }),
      'Bin: range by modified, 0 rows, index only',
    ],
    ['an update', block(table({ update: 1, key: 'PRIMARY', r_rows: 1 })), 'Bin: range by PRIMARY, 1 rows'],
  ])('%s', (_what, json, text) => {
    expect(planText(parsePlan(json))).toBe(text);
  });

  it('must name a table', () => {
    expect(() => parsePlan(block({ message: 'Impossible WHERE' }))).toThrow('names no table');
  });
});
