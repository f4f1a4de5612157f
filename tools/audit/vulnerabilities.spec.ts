import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { knownVulnerabilities, readAudit } from './vulnerabilities.js';

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

describe('what npm makes of the answers of a registry', () => {
  const advisory = {
    ...{ id: 1, url: 'https://registry.example/1', title: 'a hole', severity: 'high', cwe: [] },
    ...{ cvss: { score: 7 }, vulnerable_versions: '<999.0.0' },
  };
  const asked: string[] = [];
  let answer: { status: number; body: object } = { status: 200, body: {} };
  const registry = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status, body } = request.method === 'POST' ? answer : { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => registry.close(resolve)));

  it('a hole in a package that is delivered is told, one in a tool is not', async () => {
    answer = { status: 200, body: { pino: [advisory], jest: [advisory] } };
    const found = await knownVulnerabilities('.', url);
    expect(found).toMatchObject({ kind: 'known' });
    expect(JSON.stringify(found)).toMatch(/"pino \S*: high"/);
    expect(JSON.stringify(found)).not.toContain('jest');
    expect(asked).toContain('POST /-/npm/v1/security/advisories/bulk');
  }, 60_000);

  it('no hole is none, and no answer is not none', async () => {
    answer = { status: 200, body: {} };
    expect(await knownVulnerabilities('.', url)).toEqual({ kind: 'known', found: [] });
    answer = { status: 405, body: {} };
    expect(await knownVulnerabilities('.', url)).toEqual({
      kind: 'unknown',
      why: expect.stringContaining('405') as unknown,
    });
  }, 60_000);
});
