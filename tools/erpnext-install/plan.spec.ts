import { planOrderFieldRemoval, planOrderFields } from './order-fields.js';
import { isOurCopy, planRules, planUserRole, roleName, takeRole, wantedRights } from './role.js';
import { planWebhooks, wantedWebhooks } from './webhooks.js';

type Document = Record<string, unknown>;

const receiver = 'https://promise.example';
const secret = 's'.repeat(43);
/** As ERPNext would answer them after they were made. */
const installed = (): Map<string, Document> =>
  new Map(
    wantedWebhooks(receiver).map((webhook) => [
      webhook.name,
      { ...webhook, condition: undefined, webhook_secret: '*'.repeat(43), timeout: 5 },
    ]),
  );
const actions = (changes: readonly { action: string }[]): string[] => [
  ...new Set(changes.map(({ action }) => action)),
];

describe('webhooks', () => {
  it('are one an event, each with an address of its own', () => {
    const slugs = wantedWebhooks(receiver).map(({ request_url }) => String(request_url).split('/').at(-1));
    expect(slugs).toEqual([
      'stock-ledger-entry-after-insert',
      'bin-after-insert',
      'bin-on-change',
      'purchase-order-on-submit',
      'purchase-order-on-cancel',
      'purchase-order-on-change',
      'purchase-order-on-trash',
      'sales-order-on-submit',
      'sales-order-on-cancel',
      'sales-order-on-change',
      'warehouse-on-update',
      'warehouse-on-trash',
      'item-on-update',
      'item-on-trash',
      'product-bundle-on-update',
      'company-on-update',
      'holiday-list-on-update',
    ]);
  });

  it('put no value into their body but through tojson', () => {
    for (const { webhook_json } of wantedWebhooks(receiver)) {
      const expressions = String(webhook_json).match(/\{\{.*?\}\}/g) ?? [];
      expect(expressions.length).toBeGreaterThanOrEqual(2);
      for (const expression of expressions) expect(expression).toMatch(/\| tojson \}\}$/);
      const filled = String(webhook_json).replace(/\{\{.*?\}\}/g, '"x"');
      expect(JSON.parse(filled)).toMatchObject({ name: 'x', modified: 'x' });
    }
  });

  it('are all made on a new site, with the secret', () => {
    const { changes, obstacles } = planWebhooks(new Map(), receiver, { secret, rotate: false });
    expect(obstacles).toEqual([]);
    expect(actions(changes)).toEqual(['create']);
    for (const { requests } of changes) expect(requests[0]?.body).toMatchObject({ webhook_secret: secret });
    for (const { thing } of changes) expect(thing).not.toContain(secret);
  });

  it('stay as they are when nothing differs, and need no secret for that', () => {
    const { changes, obstacles } = planWebhooks(installed(), receiver, { secret: undefined, rotate: false });
    expect([actions(changes), obstacles]).toEqual([['as it was'], []]);
  });

  it.each([
    ['webhook_json', '{}'],
    ['request_url', 'https://old.example/webhooks/erpnext/bin-on-change'],
    ['enabled', 0],
    ['condition', 'doc.actual_qty > 0'],
    ['webhook_headers', []],
    ['webhook_headers', [{ key: 'Content-Type', value: 'text/plain' }]],
  ])('get their %s corrected, and nothing else', (field, value) => {
    const found = installed();
    const name = 'Order Promise Engine bin-on-change';
    found.set(name, { ...found.get(name), [field]: value });
    const { changes } = planWebhooks(found, receiver, { secret: undefined, rotate: false });
    const differing = changes.filter(({ action }) => action !== 'as it was');
    expect(differing).toHaveLength(1);
    expect(differing[0]?.requests).toEqual([
      {
        verb: 'PUT',
        path: '/api/resource/Webhook/Order%20Promise%20Engine%20bin-on-change',
        body: { [field]: wantedWebhooks(receiver).find((webhook) => webhook.name === name)?.[field] },
      },
    ]);
  });

  it('all get a rotated secret', () => {
    const { changes } = planWebhooks(installed(), receiver, { secret, rotate: true });
    expect(changes.map(({ requests }) => requests.map(({ body }) => body))).toEqual(
      changes.map(() => [{ webhook_secret: secret }]),
    );
  });

  it('are not made beside others whose secret nobody knows', () => {
    const found = installed();
    found.delete('Order Promise Engine bin-on-change');
    const { obstacles } = planWebhooks(found, receiver, { secret: undefined, rotate: false });
    expect(obstacles).toEqual([expect.stringContaining('--rotate-secret')]);
  });

  it('of an event that is no longer told are removed', () => {
    const found = installed().set('Order Promise Engine item-on-change', {});
    const { changes } = planWebhooks(found, receiver, { secret: undefined, rotate: false });
    expect(changes.filter(({ action }) => action === 'remove')).toHaveLength(1);
  });
});

describe('fields of Sales Order', () => {
  const made = new Map(
    planOrderFields(new Map()).changes.map(({ requests }) => {
      const body = requests[0]?.body ?? {};
      return [String(body['name']), body];
    }),
  );

  it('are made, kept, and removed', () => {
    expect([...made.keys()]).toEqual([
      'Sales Order-custom_otp_promise_date',
      'Sales Order-custom_otp_confidence',
    ]);
    expect(actions(planOrderFields(made).changes)).toEqual(['as it was']);
    expect(actions(planOrderFieldRemoval(made))).toEqual(['remove']);
  });

  it('of somebody else stay, and are named when they are in the way', () => {
    const name = 'Sales Order-custom_otp_promise_date';
    const others = { name, fieldtype: 'Date', allow_on_submit: 1, label: 'Promised' };
    const fitting = new Map([...made, [name, others]]);
    expect(planOrderFields(fitting)).toMatchObject({ changes: [{ action: 'as it was' }, {}], obstacles: [] });
    expect(planOrderFieldRemoval(fitting)).toHaveLength(1);
    for (const wrong of [{ allow_on_submit: 0 }, { fieldtype: 'Data' }]) {
      const { obstacles } = planOrderFields(new Map([...made, [name, { ...others, ...wrong }]]));
      expect(obstacles).toHaveLength(1);
    }
  });
});

describe('permissions of the role', () => {
  const rule = (parent: string, rights: readonly string[], rest: Document = {}): Document => ({
    parent,
    role: roleName,
    permlevel: 0,
    if_owner: 0,
    ...Object.fromEntries(rights.map((right) => [right, 1])),
    ...rest,
  });
  const exact = Object.entries(wantedRights).map(([doctype, rights]) => rule(doctype, rights));
  const calls = (changes: ReturnType<typeof planRules>): unknown[] =>
    changes.flatMap(({ requests }) =>
      requests.map(({ path, body }) => [path.split('.').at(-1), body?.['ptype'], body?.['value']]),
    );

  it('stay when they are exactly those', () => expect(actions(planRules(exact))).toEqual(['as it was']));

  it('are added by the Role Permission Manager, each right after those it rests on', () => {
    const others = exact.filter(({ parent }) => parent !== 'Sales Order');
    expect(calls(planRules(others))).toEqual([
      ['add', undefined, undefined],
      ['update', 'export', 0],
      ['update', 'write', 1],
      ['update', 'submit', 1],
    ]);
  });

  it('lose what is too much, each right before those it rests on', () => {
    const tooMuch = exact.map((one) =>
      one['parent'] === 'Bin' ? rule('Bin', ['read', 'write', 'submit', 'cancel']) : one,
    );
    expect(calls(planRules([...tooMuch, rule('User', ['read'])]))).toEqual([
      ['update', 'cancel', 0],
      ['update', 'submit', 0],
      ['update', 'write', 0],
      ['remove', undefined, undefined],
    ]);
  });

  it('give back the standard ones only when theirs is the copy that came with ours', () => {
    const ours = rule('Bin', ['read'], { creation: '2026-11-24 10:00:00.500000' });
    const standard = [{ role: 'Stock User', permlevel: 0, read: 1 }];
    const copy = (rest: Document): Document[] => [
      { role: 'Stock User', permlevel: 0, if_owner: 0, read: 1, write: 0, ...rest },
    ];
    const at = (creation: string) => copy({ creation });
    expect(isOurCopy(ours, at('2026-11-24 10:00:00.400000'), standard)).toBe(true);
    expect(isOurCopy(ours, at('2026-11-20 10:00:00.400000'), standard)).toBe(false);
    expect(isOurCopy(ours, at('2026-11-24 10:00:01.000000'), standard)).toBe(false);
    const changed = copy({ creation: '2026-11-24 10:00:00.400000', write: 1 });
    expect(isOurCopy(ours, changed, standard)).toBe(false);
    expect(isOurCopy(ours, [], standard)).toBe(false);
  });
});

describe('the user of the engine', () => {
  const user = { name: 'e@acme.test', modified: 'then', roles: [{ name: 'r1', role: 'Stock User' }] };

  it('keeps the other roles, whole', () => {
    const [request] = planUserRole(user).requests;
    const roles = [...user.roles, { role: roleName }];
    expect(request?.body).toEqual({ modified: 'then', roles });
    expect(planUserRole({ ...user, roles }).action).toBe('as it was');
    expect(takeRole({ ...user, roles }).requests[0]?.body).toEqual({ modified: 'then', roles: user.roles });
  });
});
