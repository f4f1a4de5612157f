import { freePort, startApp } from '#libs/testing';

const elsewhere = { STOCK_ADDRESSES: '127.0.0.1:1', REDIS_URL: 'redis://127.0.0.1:1' };

describe('one service by itself', () => {
  it('tells every fault of its configuration at once and does not start', async () => {
    const started = startApp('gateway', { REQUEST_TIMEOUT_MS: '0', LOG_LEVEL: 'loud', ...elsewhere });
    await expect(started).rejects.toThrow(/exit code 1:\nThe configuration has 3 faults:/);
    await expect(started).rejects.toThrow(
      /LOG_LEVEL .*"loud"[^]*PROMISE_ADDRESSES is missing[^]*REQUEST_TIMEOUT_MS/,
    );
  });

  it('says that it is unhealthy while the others are away, and ends as told', async () => {
    const gateway = await startApp('gateway', {
      PROMISE_ADDRESSES: `127.0.0.1:${await freePort()}`,
      ...elsewhere,
    });
    const health = await fetch(`${gateway.url}/health`);
    expect([health.status, await health.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'unhealthy' }),
    ]);
    expect(await gateway.stop()).toBe(0);
  });
});
