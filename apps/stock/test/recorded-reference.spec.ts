import { limits } from './erpnext.js';
import { closeSites, listed, siteOf } from './recorded-site.js';
import { answerOf, rowsOf, stepOf } from './recordings.js';
import type { Answer, SeenRequest } from './site-double.js';

afterEach(closeSites);

describe('reference data as a real site writes it', () => {
  const answers: Record<string, () => Answer> = {
    Warehouse: () => listed(rowsOf('snapshot-warehouses')),
    Company: () => listed(rowsOf('snapshot-companies')),
    'Holiday List': () => listed(rowsOf('holiday-list-joined')),
    'Product Bundle': () => listed(rowsOf('snapshot-product-bundles')),
    UOM: () => listed([{ name: 'Nos' }]),
  };
  const answering =
    (changed: Record<string, () => Answer> = {}) =>
    ({ path, body }: SeenRequest): Answer => {
      if (path.includes('get_time_zone')) return answerOf(stepOf('site-time-zone', 'get_time_zone'));
      if (path.includes('get_user_permissions'))
        return changed['User Permission']?.() ?? { status: 200, body: { message: {} } };
      return { ...answers, ...changed }[body.doctype ?? '']?.() ?? listed([]);
    };
  const refused = (doctype: string) => () =>
    answerOf(
      // Of units, nothing is recorded; the refusal is the same.
      stepOf('restricted-user-403', `restricted-user-reads: ${doctype === 'UOM' ? 'Company' : doctype}`),
    );

  it('warehouses, companies, holiday lists, bundles, units and the time zone', async () => {
    const { reference } = await siteOf(answering());
    const { shared, bundles, problems } = await reference.reference(limits());
    expect(problems).toEqual([]);
    expect(shared.distrust).toEqual([]);
    expect(shared.site_time_zone).toBe('Europe/Berlin');
    expect(shared.warehouses).toHaveLength(11);
    expect(shared.warehouses).toContainEqual({
      name: 'Goods In Transit - AP',
      parent_warehouse: 'All Warehouses - AP',
      is_group: false,
      company: 'Acme Parts',
      disabled: false,
      warehouse_type: 'Transit',
      is_rejected_warehouse: false,
    });
    expect(shared.companies).toEqual([{ name: 'Acme Parts', default_holiday_list: 'Acme 2026-2027' }]);
    expect(shared.holiday_lists).toEqual([
      expect.objectContaining({
        name: 'Acme 2026-2027',
        readable: true,
        from_date: '2026-01-01',
        to_date: '2027-12-31',
      }),
    ]);
    expect(shared.holiday_lists[0]?.holidays).toContainEqual({ date: '2026-01-03', weekly_off: true });
    const kit = {
      item_code: 'KIT-1',
      components: [
        { item_code: 'BOLT-M8', qty: 4 },
        { item_code: 'PLAIN-1', qty: 1 },
      ],
    };
    expect(bundles.find('kit-1')).toEqual(kit);
    expect(shared.bundles).toContainEqual(kit);
    expect(shared.bundles_unreadable).toBeNull();
    expect(shared.whole_number_uoms).toEqual(['Nos']);
    const again = await reference.reference(limits());
    expect(again.shared.version).toBe(shared.version);
  });

  it('what our user may not read is left out and told', async () => {
    const restricted = Object.fromEntries(
      ['Company', 'Sales Order', 'Purchase Order', 'Product Bundle', 'UOM'].map((name) => [
        name,
        refused(name),
      ]),
    );
    const { reference } = await siteOf(answering(restricted));
    const { shared, problems } = await reference.reference(limits());
    expect(problems).toEqual([
      expect.stringContaining('read Company: '),
      expect.stringContaining('read Product Bundle: '),
      expect.stringContaining('read Purchase Order: '),
      expect.stringContaining('read Sales Order: '),
      expect.stringContaining('read UOM: '),
    ]);
    expect(shared.bundles_unreadable).toMatch(/Product Bundle/);
    expect(shared.whole_number_uoms).toEqual([]);
    expect(shared.companies).toEqual([]);
    expect(shared.holiday_lists).toEqual([]);
  });

  it.each([
    ['is refused', () => answerOf(stepOf('holiday-list', 'holiday-list-403-standard-roles'))],
    ['is not shown', () => listed([])],
    [
      'has a date that is none',
      () => listed([{ ...rowsOf('holiday-list-joined')[0], holiday_date: 'soon' }]),
    ],
  ])('a holiday list that %s is there, but closed', async (_name, answer) => {
    const { reference } = await siteOf(answering({ 'Holiday List': answer }));
    const { shared, problems } = await reference.reference(limits());
    expect(shared.holiday_lists).toEqual([
      { name: 'Acme 2026-2027', readable: false, from_date: null, to_date: null, holidays: [] },
    ]);
    expect(problems).toEqual([expect.stringContaining('weekly off days are used')]);
  });

  it('rows that User Permissions hide are not trusted', async () => {
    const { reference } = await siteOf(
      answering({
        Warehouse: () =>
          listed(rowsOf('snapshot-warehouses').filter((row) => row['name'] === 'North 1 - AP')),
        'User Permission': () => ({
          status: 200,
          body: { message: { Warehouse: [{ doc: 'North 1 - AP', applicable_for: null, is_default: 0 }] } },
        }),
      }),
    );
    const { shared } = await reference.reference(limits());
    expect(shared.distrust).toEqual([
      expect.stringContaining('restrict our ERPNext user by Warehouse'),
      expect.stringContaining('the warehouse North - AP,'),
    ]);
  });

  it('that the site does not tell User Permissions is told, and blocks nothing', async () => {
    const { reference } = await siteOf(
      answering({ 'User Permission': () => answerOf(stepOf('query-errors', 'unknown-method-404')) }),
    );
    const { shared, problems } = await reference.reference(limits());
    expect(shared.distrust).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('does not tell our user its User Permissions')]);
  });

  it('a bundle with a figure that can not be used is left out, and nothing is taken for a service', async () => {
    const rows = rowsOf('snapshot-product-bundles');
    const [first] = rows;
    const bad = { ...first, name: 'BAD', new_item_code: 'BAD', row_qty: 0 };
    const { reference } = await siteOf(answering({ 'Product Bundle': () => listed([bad, ...rows]) }));
    const { shared, problems } = await reference.reference(limits());
    expect(shared.bundles.map((bundle) => bundle.item_code)).toContain('KIT-1');
    expect(shared.bundles.map((bundle) => bundle.item_code)).not.toContain('BAD');
    expect(shared.bundles_unreadable).toMatch(/^qty of Product Bundle BAD is 0/);
    expect(problems).toEqual([expect.stringContaining('not kept in stock are refused')]);
  });

  it('that no Company is shown is told', async () => {
    const { reference } = await siteOf(answering({ Company: () => listed([]) }));
    const { shared, problems } = await reference.reference(limits());
    expect(shared.companies).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('shows our user no Company.')]);
  });

  it('that answers do not say what time it is is told', async () => {
    const { reference } = await siteOf((request, response) => {
      response.sendDate = false;
      return answering()(request);
    });
    const { problems } = await reference.reference(limits());
    expect(problems).toEqual([expect.stringContaining('no usable Date header')]);
  });

  it('a warehouse of which it is not known whether it is a group is refused', async () => {
    const [first] = rowsOf('snapshot-warehouses');
    const { reference } = await siteOf(
      answering({ Warehouse: () => listed([{ ...first, is_group: null, disabled: null }]) }),
    );
    await expect(reference.reference(limits())).rejects.toMatchObject({
      code: 'SUPPLY_INVALID',
      detail: expect.stringContaining('is_group of Warehouse'),
    });
  });

  it('without warehouses there is nothing', async () => {
    const { reference } = await siteOf(answering({ Warehouse: refused('Purchase Order') }));
    await expect(reference.reference(limits())).rejects.toMatchObject({
      code: 'SUPPLY_UNAVAILABLE',
      detail: expect.stringContaining('read Warehouse'),
    });
  });

  it('a greeting says whether we are known', async () => {
    const known = await siteOf(() => answerOf(stepOf('auth-and-ping', 'logged-user-with-token')));
    await expect(known.reference.greet(limits())).resolves.toBeUndefined();
    const unknown = await siteOf(() => answerOf(stepOf('auth-and-ping', 'bad-token-401')));
    await expect(unknown.reference.greet(limits())).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
  });
});
