import { join } from 'node:path';
import { compiled, runChild } from '../../libs/testing/src/child-run.js';
import { type Cluster, startCluster } from '../../libs/testing/src/cluster.js';
import { catalogueOf } from '../../tools/k6/catalogue.js';
import { faultOf } from '../lib/checks.ts';
import type { Catalogue } from '../lib/measures.ts';
import { orderOf } from '../lib/orders.ts';

/** Orders of the scenarios against a real engine: what the checks take for right is what it answers. */

const PLAIN_ORDERS = 300;
/** Of so many, all that are hard. */
const ORDERS = 5_000;
const DISABLED = 'OLD-DISABLED';

let cluster: Cluster;
let catalogue: Catalogue;

beforeAll(async () => {
  cluster = await startCluster({ gateways: 1, promises: 1, items: 300 }, { LOG_LEVEL: 'warn' });
  catalogue = await catalogueOf({ url: cluster.url, key: undefined }, DISABLED);
}, 60_000);
afterAll(() => cluster.stop());

describe('the catalogue of an engine', () => {
  it('tells what can be had of its items, and leaves out bundles and what needs no stock', () => {
    const byCode = new Map(catalogue.items.map((item) => [item.code, item]));
    expect(catalogue.items.length).toBeGreaterThan(250);
    expect(byCode.get('BOLT-M8')).toMatchObject({ stock: 4_934, inbound: 360 });
    expect(byCode.get('CABLE-3M')?.inbound).toBeGreaterThan(0);
    for (const left of ['STARTER-KIT', 'INSTALLATION', DISABLED]) expect(byCode.has(left)).toBe(false);
  });
});

describe('orders of the scenarios', () => {
  it('get answers that can be right, hard cases too', async () => {
    const offer = {
      stocked: catalogue.items.filter(({ stock }) => stock >= 1),
      incoming: catalogue.items.filter(
        ({ stock, inbound }) => Math.floor(stock + inbound) > Math.floor(stock),
      ),
      disabled: DISABLED,
    };
    const outcomes = new Set<string>();
    const faults: unknown[] = [];
    let plain = 0;
    for (let index = 0; index < ORDERS; index += 1) {
      const asked = orderOf(11, index, offer);
      const { expected } = asked;
      if (expected.outcome === 'promised' && !expected.late && (plain += 1) > PLAIN_ORDERS) continue;
      const answer = await fetch(`${cluster.url}/otp/promise`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(asked.request),
      });
      const body = await answer.text();
      const today = new Date().toISOString().slice(0, 10);
      const fault = faultOf(asked, { status: answer.status, body }, { today, dataSource: undefined });
      if (fault !== undefined) faults.push({ fault, asked, body });
      outcomes.add('late' in expected ? 'late' : expected.outcome);
    }
    expect(faults).toEqual([]);
    expect([...outcomes].toSorted()).toEqual(['late', 'promised', 'refused', 'short', 'too late']);
  }, 60_000);
});

describe('npm run load', () => {
  it('without k6, and without Go that could install it, says how to get it', async () => {
    const nowhere = { PATH: '/none', HOME: '/none', GOROOT: '/none', GOPATH: '/none', GOBIN: '/none' };
    const run = await runChild([process.execPath, join(compiled, 'tools', 'k6.js'), 'load'], nowhere);
    expect(await run.ended).toBe(3);
    expect(run.output()).toMatch(/^k6 can't be found.*go install go\.k6\.io\/k6@v1\.8\.1\n$/);
  });
});
