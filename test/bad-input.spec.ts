import { request } from 'node:http';
import { type Cluster, startCluster } from '#libs/testing';

/**
 * Everything that an order desk's software may send wrongly, through the whole cluster: the status, and
 * a problem document that names the place and says what is wrong in words.
 */
const line = { item_code: 'BOLT-M8', qty: 1 };
const order = { customer: 'Example', items: [line] };
const withLine = (more: object): object => ({ ...order, items: [{ ...line, ...more }] });
const withRules = (rules: object): object => ({ ...order, rules });

describe('bad input', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ gateways: 2, promises: 1 });
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  const post = (body: string, type = 'application/json'): Promise<Response> =>
    fetch(`${cluster.url}/otp/promise`, { method: 'POST', headers: { 'content-type': type }, body });

  async function problemOf(response: Response): Promise<Record<string, unknown>> {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem['status']).toBe(response.status);
    expect(problem['type']).toMatch(/^urn:otp:problem:[a-z-]+$/);
    expect(problem['detail']).toMatch(/^.{10,}\.$/s);
    expect(problem['trace_id']).toMatch(/^[\da-f]{32}$/);
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|127\.0\.0\.1|sandbox:sandbox|at .+:\d+:\d+/);
    return problem;
  }

  it('is told from good input', async () => {
    const response = await post(JSON.stringify(order));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'OK', confidence: 'HIGH' });
  });

  it.each<[string, string, number, RegExp]>([
    ['half a document', '{"customer": "Example", "items": [', 400, /not valid JSON/],
    ['no document', '', 400, /not valid JSON/],
    [
      'NaN',
      '{"customer": "Example", "items": [{"item_code": "BOLT-M8", "qty": NaN}]}',
      400,
      /not valid JSON/,
    ],
    ['2 MB', `{"customer": "${'x'.repeat(2_000_000)}"}`, 413, /larger than/],
  ])('%s', async (_what, body, status, detail) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect((await problemOf(response))['detail']).toMatch(detail);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'media type %s',
    async (type) => {
      const response = await post(JSON.stringify(order), type);
      expect(response.status).toBe(415);
      expect((await problemOf(response))['detail']).toMatch(/application\/json/);
    },
  );

  const raw = (qty: string): string =>
    `{"customer": "Example", "items": [{"item_code": "BOLT-M8", "qty": ${qty}}]}`;

  it.each<[string, string | object, string, RegExp]>([
    ['a list instead of an order', '[]', '', /JSON object/],
    ['null instead of an order', 'null', '', /JSON object/],
    ['no customer', { items: [line] }, '/customer', /missing/],
    ['an empty customer', { ...order, customer: '' }, '/customer', /empty/],
    ['a number as customer', { ...order, customer: 5 }, '/customer', /text/],
    ['no lines', { ...order, items: [] }, '/items', /at least one/],
    ['501 lines', { ...order, items: Array.from({ length: 501 }, () => line) }, '/items', /at most 500/],
    ['lines that are an object', { ...order, items: {} }, '/items', /list/],
    ['a line that is a text', { ...order, items: ['BOLT-M8'] }, '/items/0', /object/],
    ['a quantity as text', withLine({ qty: '5' }), '/items/0/qty', /number/],
    ['1e400', raw('1e400'), '/items/0/qty', /number/],
    ['a quantity of 0', raw('0'), '/items/0/qty', /greater than 0/],
    ['a negative quantity', raw('-3'), '/items/0/qty', /greater than 0/],
    ['20 decimals', raw('0.12345678901234567890'), '/items/0/qty', /decimals/],
    ['20 decimals that a double forgets', raw('1.00000000000000000001'), '/items/0/qty', /decimals/],
    ['more than the largest quantity', raw('1000000001'), '/items/0/qty', /at most 1000000000/],
    ['an unknown field', { ...order, priority: 1 }, '/priority', /known/],
    ['an unknown field in a line', withLine({ quantity: 1 }), '/items/0/quantity', /known/],
    ['an unknown rule', withRules({ cut_off: '12:00' }), '/rules/cut_off', /known/],
    ['an unknown item', withLine({ item_code: 'NO SUCH ITEM' }), '/items/0/item_code', /NO SUCH ITEM/],
    ['an unknown warehouse', withLine({ warehouse: 'Nowhere - AP' }), '/items/0/warehouse', /Nowhere - AP/],
    ['an unknown unit', withLine({ uom: 'Furlong' }), '/items/0/uom', /Furlong/],
    ['an impossible desired date', { ...order, desired_date: '2027-02-30' }, '/desired_date', /date/],
    ['a date before 1970', { ...order, desired_date: '1969-12-31' }, '/desired_date', /1970/],
    ['a date after 9999', { ...order, desired_date: '10000-01-01' }, '/desired_date', /date/],
    [
      'an impossible time of order',
      withRules({ order_created_at: '2026-13-01T10:00' }),
      '/rules/order_created_at',
      /time/,
    ],
    ['an unknown zone', withRules({ timezone: 'Europe/Atlantis' }), '/rules/timezone', /IANA/],
    ['a cutoff at 24:00', withRules({ cutoff_time: '24:00' }), '/rules/cutoff_time', /HH:MM/],
    ['a cutoff with seconds', withRules({ cutoff_time: '14:00:00' }), '/rules/cutoff_time', /HH:MM/],
    [
      'a negative lead time',
      withRules({ processing_lead_time_days: -1 }),
      '/rules/processing_lead_time_days',
      /at least 0/,
    ],
    [
      'half a day of buffer',
      withRules({ lead_time_buffer_days: 1.5 }),
      '/rules/lead_time_buffer_days',
      /whole/,
    ],
    [
      'an unknown mode',
      withRules({ desired_date_mode: 'WHENEVER' }),
      '/rules/desired_date_mode',
      /STRICT_FAIL/,
    ],
    [
      'an overdue rule without its days',
      withRules({ overdue_po: 'ASSUME_DAYS' }),
      '/rules/overdue_po_days',
      /ASSUME_DAYS/,
    ],
  ])('%s', async (_what, body, pointer, message) => {
    const response = await post(typeof body === 'string' ? body : JSON.stringify(body));
    expect(response.status).toBe(422);
    const problem = await problemOf(response);
    const errors = problem['errors'] as { pointer: string; message: string }[];
    expect(errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(errors[0]?.message).toMatch(message);
  });

  it('an unknown Sales Order', async () => {
    const response = await post(JSON.stringify({ ...order, sales_order_id: 'SAL-ORD-1999-00001' }));
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({
      code: 'SALES_ORDER_UNKNOWN',
      detail: expect.stringContaining('SAL-ORD-1999-00001'),
    });
  });

  it('lines of two companies', async () => {
    const answer = await fetch(
      `${cluster.sandboxUrl}/api/resource/Warehouse?fields=["name","company"]&filters=[["is_group","=",0],["disabled","=",0]]&limit_page_length=0&order_by=name`,
      {
        headers: { authorization: 'token sandbox:sandbox' },
      },
    );
    const { data } = (await answer.json()) as { data: { name: string; company: string }[] };
    const foreign = data.find(({ company }) => company !== 'Acme Parts');
    const items = [
      { ...line, warehouse: 'Stores - AP' },
      { ...line, warehouse: foreign?.name },
    ];
    const response = await post(JSON.stringify({ ...order, items }));
    expect(response.status).toBe(422);
    expect((await problemOf(response))['detail']).toMatch(/company|companies/);
  });

  it('several faults are all told at once', async () => {
    const response = await post(
      JSON.stringify({
        customer: '',
        items: [{ item_code: 'A', qty: -1, color: 'red' }],
        rules: { no_weekends: 'yes' },
      }),
    );
    const problem = await problemOf(response);
    expect((problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/customer',
      '/items/0/color',
      '/items/0/qty',
      '/rules/no_weekends',
    ]);
  });

  it('a wrong method and an unknown path', async () => {
    const wrongMethod = await fetch(`${cluster.url}/otp/promise`);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    await problemOf(wrongMethod);
    const unknownPath = await fetch(`${cluster.url}/otp/promises`, { method: 'POST' });
    expect(unknownPath.status).toBe(404);
    await problemOf(unknownPath);
  });

  it('a broken HTTP request', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const broken = request(
        `${cluster.url}/otp/promise`,
        { method: 'POST', headers: { 'content-length': 'many' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      broken.on('error', reject);
      broken.end();
    });
    expect(status).toBe(400);
  });
});
