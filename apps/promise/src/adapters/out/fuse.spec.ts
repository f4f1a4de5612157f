import { OtpError } from '#libs/kernel';
import { waitFor } from '#libs/testing';
import { Fuse } from './fuse.js';

describe('Fuse', () => {
  const gone = (): Promise<never> => Promise.reject(new OtpError('UNAVAILABLE', 'gone'));
  const open = { code: 'UNAVAILABLE', detail: 'The clock does not answer; it is asked again in a moment.' };
  const fuse = (openMs = 60_000): Fuse => new Fuse('clock', { failures: 3, openMs, slowMs: 20 });

  it('opens after failures in a row and calls nobody then', async () => {
    const clock = fuse();
    for (let time = 1; time <= 2; time++)
      await expect(clock.run(gone)).rejects.toMatchObject({ detail: 'gone' });
    await clock.run(() => Promise.resolve());
    for (let time = 1; time <= 3; time++)
      await expect(clock.run(gone)).rejects.toMatchObject({ detail: 'gone' });
    let called = false;
    await expect(clock.run(() => Promise.resolve((called = true)))).rejects.toMatchObject(open);
    expect(called).toBe(false);
  });

  it('counts neither what was answered nor the impatience of callers, but what was slow', async () => {
    const clock = fuse();
    const failWith = (code: 'SUPPLY_INVALID' | 'DEADLINE_EXCEEDED', ms: number) => () =>
      new Promise<never>((_, reject) => setTimeout(() => reject(new OtpError(code, code)), ms));
    for (let time = 1; time <= 4; time++) {
      await expect(clock.run(failWith('SUPPLY_INVALID', 30))).rejects.toMatchObject({
        code: 'SUPPLY_INVALID',
      });
      await expect(clock.run(failWith('DEADLINE_EXCEEDED', 0))).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
    }
    for (let time = 1; time <= 3; time++) {
      await expect(clock.run(failWith('DEADLINE_EXCEEDED', 30))).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
    }
    await expect(clock.run(() => Promise.resolve())).rejects.toMatchObject(open);
  });

  it('lets one call through as a probe, and all when that succeeds', async () => {
    const clock = fuse(10);
    for (let time = 1; time <= 3; time++) await clock.run(gone).catch(() => undefined);
    const probe = Promise.withResolvers<string>();
    const probing = await waitFor(() => {
      let called = false;
      const running = clock.run(() => {
        called = true;
        return probe.promise;
      });
      running.catch(() => undefined);
      return called ? { running } : undefined;
    });
    await expect(clock.run(() => Promise.resolve())).rejects.toMatchObject(open);
    probe.resolve('back');
    expect(await probing.running).toBe('back');
    expect(await clock.run(() => Promise.resolve('all'))).toBe('all');
  });
});
