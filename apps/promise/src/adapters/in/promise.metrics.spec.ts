import { metrics } from '#libs/observability';
import { countPromise } from './promise.metrics.js';

describe('promises by status, confidence and source', () => {
  it('are known before the first is given, so that it is an increase', async () => {
    const counts = async () => {
      const { values } = (await metrics.getSingleMetric('otp_promises_total')?.get()) ?? { values: [] };
      return values;
    };
    const labels = { status: 'OK', confidence: 'HIGH', source: 'LIVE' };
    const before = await counts();
    expect(before).toHaveLength(27);
    expect(before).toContainEqual({ labels, value: 0 });
    countPromise({ status: 'OK', confidence: 'HIGH', data_source: 'LIVE' });
    const after = await counts();
    expect(after).toHaveLength(27);
    expect(after).toContainEqual({ labels, value: 1 });
  });
});
