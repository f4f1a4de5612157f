import { type RunningApp, startSandbox } from '#libs/testing';
import { type Answer } from './answer.js';
import { expectedAnswer } from './comparison.js';
import { defaultDeployment, type Documents } from './documents.js';
import { readDocuments } from './erpnext-site.js';
import { make, type Movement } from './movement.js';
import { judgeMoving } from './moving-judgement.js';
import { read } from './reading.js';
import { Sightings } from './sightings.js';

const stores = 'Stores - AP';
const deployment = defaultDeployment(stores);
const order = { customer: 'Example', items: [{ item_code: 'BOLT-M8', qty: 1_000_000 }] };

/** A million bolts come in while somebody asks for them. */
describe('answers given while documents moved', () => {
  let sandbox: RunningApp;
  let sightings: Sightings;
  let before: Documents;
  let after: Documents;
  let begun: number;
  let over: number;

  beforeAll(async () => {
    sandbox = await startSandbox({ flags: { items: 50 } });
    const site = { url: sandbox.url, key: 'sandbox', secret: 'sandbox' };
    before = await readDocuments(site);
    sightings = new Sightings(site, before);
    const items = [{ item_code: 'BOLT-M8', qty: 1_000_000, t_warehouse: stores }];
    const entry = { stock_entry_type: 'Material Receipt', company: 'Acme Parts', docstatus: 1, items };
    const movement: Movement = { codes: ['BOLT-M8'], post: () => make(site, 'Stock Entry', entry) };
    begun = Date.now();
    sightings.begins(movement);
    await movement.post();
    await sightings.ended(movement);
    over = Date.now();
    after = await readDocuments(site);
  }, 60_000);
  afterAll(() => sandbox.stop());

  /** The right answer from `documents`, given at an instant from figures of another. */
  const judged = (documents: Documents, asOf: number, at: number, change: Partial<Answer> = {}) => {
    const body = {
      ...expectedAnswer(read(documents, deployment, order, at), order, deployment),
      ...{ reasons: [], blockers: [], options: [], data_source: 'REPLICA', promise_id: 'p1' },
      data_as_of: new Date(asOf).toISOString(),
      ...change,
    };
    const verdict = judgeMoving(
      order,
      { httpStatus: 200, body, before: at, after: at },
      sightings,
      deployment,
      0,
    );
    return typeof verdict === 'string' ? verdict : 'wrong';
  };

  it('may be from what was true since their figures', () => {
    expect(judged(before, begun - 1, over)).toBe('agrees');
    expect(judged(after, begun - 1, over)).toBe('agrees');
    expect(judged(after, over, over)).toBe('agrees');
  });

  it('are wrong when it was not true any more, not true yet, or never', () => {
    expect(judged(before, over, over + 1)).toBe('wrong');
    expect(judged(after, begun - 2, begun - 1)).toBe('wrong');
    expect(judged(before, begun - 1, over, { can_fulfill: true })).toBe('wrong');
    expect(judged(before, begun - 1, over, { data_source: 'STALE' })).toBe('wrong');
  });

  it('are not judged where an item has changed its code, but for sums, age and the most that there was', () => {
    const movement: Movement = { codes: ['BOLT-M8'], post: () => Promise.resolve(), movesCodes: true };
    sightings.begins(movement);
    expect(judged(before, over, over)).toBe('not judged');
    expect(judged(before, over, over, { data_source: 'STALE' })).toBe('wrong');
    expect(judged(before, over, over, { plan: [] })).toBe('wrong');
  });

  it('may be that supply moves too fast', () => {
    const posted = { httpStatus: 503, body: { code: 'SUPPLY_UNSETTLED' }, before: over, after: over };
    expect(judgeMoving(order, posted, sightings, deployment, 0)).toBe('unsettled');
  });
});
