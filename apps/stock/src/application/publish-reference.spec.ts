import { OtpError } from '#libs/kernel';
import { KeepReference } from './keep-reference.js';
import { PublishReference } from './publish-reference.js';
import type { Reference } from './supply.js';

const limits = { deadline: Infinity, signal: new AbortController().signal };
const away = new OtpError('UNAVAILABLE', 'Redis is not reachable.');
const down = new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext is down.');

function publishing() {
  const site = { version: 'v1', down: false, asOfMs: 0 };
  const redis = { away: false, later: false, full: false };
  const did: string[] = [];
  const source = {
    reference: () => {
      did.push('read');
      if (site.down) return Promise.reject(down);
      const shared = { version: site.version, distrust: [] };
      return Promise.resolve({ shared, asOfMs: (site.asOfMs += 1), problems: [] } as unknown as Reference);
    },
    greet: () => Promise.resolve(),
  };
  const kept = new KeepReference(source, { now: () => 0 }, { oldestMs: 1_000 });
  const reference = new PublishReference(kept, {
    drawVersion: () => (did.push('draw'), redis.away ? Promise.reject(away) : Promise.resolve('0001')),
    save: ({ shared }, drawn) => {
      did.push(`save ${shared.version} of ${drawn}`);
      return redis.full ? Promise.reject(away) : Promise.resolve(!redis.later);
    },
    announce: (version) => (did.push(`announce ${version}`), Promise.resolve()),
  });
  return { reference, kept, site, redis, did };
}

it('draws the version before it reads, and tells all, whoever else has told of another one meanwhile', async () => {
  const { reference, site, did } = publishing();
  await reference.publish(limits);
  expect(did.splice(0)).toEqual(['draw', 'read', 'save v1 of 0001', 'announce v1']);
  await reference.publish(limits);
  expect(did.splice(0)).toEqual(['draw', 'read', 'save v1 of 0001', 'announce v1']);
  site.version = 'v2';
  await reference.publish(limits);
  expect(did).toContain('announce v2');
});

it('tells nobody of what somebody else has read later', async () => {
  const { reference, redis, did } = publishing();
  redis.later = true;
  await reference.publish(limits);
  expect(did).not.toContain('announce v1');
  redis.later = false;
  await reference.publish(limits);
  expect(did).toContain('announce v1');
});

it.each(['away', 'full'] as const)('keeps what it has read while Redis is %s', async (state) => {
  const { reference, kept, redis, did } = publishing();
  redis[state] = true;
  await expect(reference.publish(limits)).rejects.toBe(away);
  expect(kept.current().shared.version).toBe('v1');
  expect(await reference.refresh(limits)).toBeNull();
  redis[state] = false;
  expect(await reference.refresh(limits)).toBeNull();
  expect(did).toContain('announce v1');
});

it('tells why it could not be read', async () => {
  const { reference, site } = publishing();
  site.down = true;
  expect(await reference.refresh(limits)).toBe(down);
  await expect(reference.publish(limits)).rejects.toBe(down);
});
