import fc from 'fast-check';
import { span } from '../../test/spans.js';
import type { ReceivedSpan } from '../traces/span.js';
import type { CollectedTrace } from '../traces/trace-store.js';
import { type Profile, profileOf } from './profile.js';

const REQUEST = { name: 'POST /otp/promise', kind: 'SERVER' } as const;
const nothing = (): undefined => undefined;

function traced(spans: ReceivedSpan[]): CollectedTrace {
  return { id: spans[0]?.traceId ?? '', spans };
}

function profiled(spans: ReceivedSpan[], linked: ReceivedSpan[] = []): Profile {
  const profile = profileOf(traced(spans), (id) => (linked[0]?.traceId === id ? traced(linked) : undefined));
  if (profile === undefined) throw new Error('This is no request.');
  return profile;
}

/** Milliseconds by component. */
const times = ({ components }: Profile): Record<string, number> =>
  Object.fromEntries([...components].map(([component, time]) => [component, Math.round(time) / 1_000]));

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe('profileOf', () => {
  it('gives every moment to the innermost span, and to parallel ones in equal parts', () => {
    const root = span({
      ...REQUEST,
      start: 0,
      end: 75,
      facts: { 'otp.order.lines': 5, 'otp.supply.source': 'LIVE' },
    });
    const erp = { parentId: root.spanId, kind: 'CLIENT' as const };
    const profile = profiled([
      root,
      span({ parentId: root.spanId, name: 'order.validate', start: 0, end: 5 }),
      span({ ...erp, name: 'GET Bin', start: 10, end: 30, facts: { 'otp.erpnext.class': 'stock' } }),
      span({ ...erp, name: 'GET Purchase Order', start: 10, end: 35, facts: { 'otp.erpnext.class': 'po' } }),
      span({ parentId: root.spanId, name: 'promise.calculate', start: 35, end: 45 }),
    ]);
    expect(times(profile)).toEqual({
      validation: 5,
      erpnext_stock: 10,
      erpnext_po: 15,
      calculation: 10,
      other: 35,
    });
    expect(profile).toMatchObject({ duration: 75_000, orderClass: 'simple', source: 'LIVE', kept: false });
  });

  it('shows, through the link, what an order waited for in a batch that it shared with three others', () => {
    const root = span({ ...REQUEST, start: 0, end: 50 });
    const batch = span({
      traceId: 'b'.repeat(32),
      name: 'otp.promise.v1.PromiseService/PromiseBatch',
      kind: 'CLIENT',
      start: 10,
      end: 45,
      facts: { 'otp.batch.size': 4 },
    });
    const served = span({
      ...{ traceId: batch.traceId, parentId: batch.spanId, service: 'promise' },
      ...{ name: 'promise.calculate', start: 15, end: 35 },
    });
    const order = [
      root,
      span({ parentId: root.spanId, name: 'order.wait', start: 2, end: 10 }),
      span({ parentId: root.spanId, name: 'order.batch', start: 10, end: 45, links: [batch] }),
    ];
    const profile = profiled(order, [batch, served]);
    // 20 ms of calculation for four: 5 for this order, 15 of waiting for the others, beside 8 in the queue.
    expect(times(profile)).toEqual({ queueing: 8 + 15, network: 15, calculation: 5, other: 7 });
    expect([...profile.stacks.keys()]).toContain(
      'gateway: POST /otp/promise;gateway: order.batch;gateway: otp.promise.v1.PromiseService/PromiseBatch;promise: promise.calculate;waiting for the others of the batch',
    );
    // Nothing is lost when the batch never came.
    expect(times(profiled(order))).toEqual({ queueing: 8 + 35, other: 7 });
  });

  it('counts of a batch only the time in which the order was in it', () => {
    const root = span({ ...REQUEST, start: 0, end: 20 });
    const batch = span({ traceId: 'b'.repeat(32), name: 'batch', kind: 'CLIENT', start: 10, end: 90 });
    const profile = profiled(
      [root, span({ parentId: root.spanId, name: 'order.batch', start: 10, end: 20, links: [batch] })],
      [batch],
    );
    expect(times(profile)).toEqual({ other: 10, network: 10 });
  });

  it('does not lose its way in traces that link to each other, or spans that are their own parents', () => {
    const root = span({ ...REQUEST, start: 0, end: 10 });
    const other = { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) };
    const back = span({ ...other, start: 0, end: 10, links: [root] });
    const lost = span({ spanId: 'c'.repeat(16), parentId: 'c'.repeat(16), start: 2, end: 4 });
    const profile = profiled(
      [root, span({ parentId: root.spanId, name: 'order.batch', start: 0, end: 10, links: [other] }), lost],
      [back],
    );
    expect(sum(profile.components.values())).toBe(10_000);
    expect(profile.orphans).toBe(1);
  });

  it('puts a span from a process whose clock is wrong into the middle of the call, with all below it', () => {
    const root = span({ ...REQUEST, start: 0, end: 40 });
    const call = span({ parentId: root.spanId, name: 'GetSupply', kind: 'CLIENT', start: 10, end: 30 });
    const hour = 3_600_000;
    const remote = { service: 'stock' };
    const served = span({ ...remote, parentId: call.spanId, kind: 'SERVER', start: hour, end: hour + 10 });
    const redis = span({
      ...remote,
      parentId: served.spanId,
      name: 'redis read',
      kind: 'CLIENT',
      start: hour + 2,
      end: hour + 6,
    });
    const profile = profiled([root, call, served, redis]);
    expect(times(profile)).toEqual({ other: 20 + 6, network: 10, redis: 4 });
    expect(profile.root.children[0]?.children[0]).toMatchObject({ start: 15_000, end: 25_000 });
  });

  it('takes a root that was told in whole milliseconds for as long as the request within it', () => {
    const root = span({ ...REQUEST, service: 'nginx', start: 5, end: 6 });
    const request = span({ ...REQUEST, parentId: root.spanId, start: 5.1, end: 6.5 });
    const check = span({ parentId: request.spanId, name: 'order.validate', start: 5.2, end: 6.2 });
    const profile = profiled([root, request, check]);
    expect(profile.duration).toBeCloseTo(1_400, 6);
    expect(times(profile)['validation']).toBeCloseTo(1, 6);
  });

  it('counts a span once that came twice', () => {
    const root = span({ ...REQUEST, start: 0, end: 10 });
    const check = span({ parentId: root.spanId, name: 'order.validate', start: 0, end: 4 });
    expect(times(profiled([root, check, root, check]))).toEqual({ validation: 4, other: 6 });
  });

  it('says nothing of a trace that no request began', () => {
    expect(profileOf(traced([span({ kind: 'CLIENT', start: 0, end: 1 })]), nothing)).toBeUndefined();
  });

  it('never loses or invents time, however spans overlap, overhang or go back', () => {
    const parts = fc.array(
      fc.record({
        parent: fc.nat(20),
        start: fc.integer({ min: -50, max: 150 }),
        length: fc.integer({ min: 0, max: 120 }),
        service: fc.constantFrom('gateway', 'promise', 'stock'),
        batch: fc.integer({ min: 1, max: 64 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(parts, (drafts) => {
        const spans = [span({ ...REQUEST, start: 0, end: 100 })];
        const batches = [
          span({
            traceId: 'b'.repeat(32),
            kind: 'CLIENT',
            start: 20,
            end: 60,
            facts: { 'otp.batch.size': 3 },
          }),
        ];
        for (const { parent, start, length, service, batch } of drafts) {
          const into = batch % 2 === 0 ? batches : spans;
          const above = into[parent % into.length];
          const links = into === spans && batch > 32 ? batches.slice(0, 1) : [];
          const place = { traceId: into[0]?.traceId ?? '', parentId: above?.spanId };
          into.push(
            span({ ...place, start, end: start + length, service, links, name: 'promise.calculate' }),
          );
        }
        const { duration, components, stacks } = profiled(spans, batches);
        expect(sum(components.values())).toBeCloseTo(duration, 3);
        expect(sum(stacks.values())).toBeCloseTo(duration, 3);
      }),
      { numRuns: 300 },
    );
  });
});
