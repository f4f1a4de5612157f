import { installedLicences, refused } from './licences.js';

it.each(['delivered', 'all'] as const)(
  'the licences of %s packages allow what is done with them',
  async (part) => {
    const licences = await installedLicences('.', part);
    expect(licences.length).toBeGreaterThan(100);
    expect(licences.map(({ package: name }) => name).join()).not.toContain('order-promise-engine@');
    expect(refused(licences, part)).toEqual([]);
  },
  60_000,
);

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['(Apache-2.0 AND BSD-3-Clause)', true],
  ['Apache-2.0 AND MIT', true],
  ['(MIT AND GPL-3.0-only)', false],
  ['GPL-3.0-or-later', false],
  ['AGPL-3.0', false],
  ['SSPL-1.0', false],
  ['CC-BY-NC-4.0', false],
  ['CC-BY-4.0', false],
  ['MIT*', false],
  ['UNLICENSED', false],
  ['none', false],
])('%s may be delivered: %s', (licence, may) => {
  expect(refused([{ package: 'x@1.0.0', licence }], 'delivered')).toHaveLength(may ? 0 : 1);
});
