import type { Limits } from './limits.js';
import { ReferenceHolder } from './reference-holder.js';
import type { SupplyPort, VersionedReference } from './supply.port.js';

const limits: Limits = { deadline: Infinity, signal: new AbortController().signal };
const settings = {
  weekly_off: ['Saturday', 'Sunday'] as const,
  warehouse_classes: {},
  processing_lead_times: { items: {}, warehouses: {} },
};

/** Supply whose reference reads are answered by hand, in any order. */
class ReferenceByHand implements SupplyPort {
  readonly reads: { answer(version: string): void; fail(): void }[] = [];

  reference(): Promise<VersionedReference> {
    return new Promise((resolve, reject) => {
      this.reads.push({
        answer: (version) =>
          resolve({
            version,
            distrust: [],
            reference: { warehouses: [], companies: [], holiday_lists: [], site_time_zone: 'Europe/Berlin' },
          }),
        fail: () => reject(new Error('down')),
      });
    });
  }
  supplyOf(): never {
    throw new Error('not asked for here');
  }
  health(): never {
    throw new Error('not asked for here');
  }
}

/** Lets everything that waits for an already settled promise go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ReferenceHolder', () => {
  let supply: ReferenceByHand;
  let holder: ReferenceHolder;
  beforeEach(() => {
    supply = new ReferenceByHand();
    holder = new ReferenceHolder(supply, settings);
  });

  it('reads once for all who wait for the same version, and not again', async () => {
    const waiting = [holder.of('v1', limits), holder.of('v1', limits), holder.of('v1', limits)];
    await settled();
    expect(supply.reads).toHaveLength(1);
    supply.reads[0]?.answer('v1');
    const held = await Promise.all(waiting);
    expect(new Set(held).size).toBe(1);
    expect(held[0]?.siteTimeZone).toBe('Europe/Berlin');
    expect(await holder.of('v1', limits)).toBe(held[0]);
    expect(supply.reads).toHaveLength(1);
  });

  it('reads again when supply comes with another version', async () => {
    const first = holder.of('v1', limits);
    supply.reads[0]?.answer('v1');
    await first;
    const second = holder.of('v2', limits);
    expect(supply.reads).toHaveLength(2);
    supply.reads[1]?.answer('v2');
    expect((await second).version).toBe('v2');
  });

  it('does not let one failed read fail the others', async () => {
    const first = holder.of('v1', limits);
    const second = holder.of('v1', limits);
    supply.reads[0]?.fail();
    await expect(first).rejects.toThrow('down');
    await settled();
    supply.reads[1]?.answer('v1');
    expect((await second).version).toBe('v1');
  });
});
