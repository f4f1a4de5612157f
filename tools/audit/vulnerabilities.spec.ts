import { readAudit } from './vulnerabilities.js';

it.each([
  ['{"vulnerabilities":{}}', '', { kind: 'known', found: [] }],
  [
    '{"vulnerabilities":{"fastify":{"severity":"high","range":"<5.0.1"}}}',
    '',
    { kind: 'known', found: ['fastify <5.0.1: high'] },
  ],
  [
    '{"message":"405 Method Not Allowed - POST https://registry.example/x","error":{"summary":""}}',
    'npm warn audit 405',
    { kind: 'unknown', why: '405 Method Not Allowed - POST https://registry.example/x' },
  ],
  ['', 'npm error network timeout\nmore', { kind: 'unknown', why: 'npm error network timeout' }],
  ['', '', { kind: 'unknown', why: 'npm audit said nothing' }],
])('reads %j', (output, errors, expected) => {
  expect(readAudit(output, errors)).toEqual(expected);
});
