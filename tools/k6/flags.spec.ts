import { helpOf, readFlags, tests } from './flags.js';

const read = (line: string, env: Record<string, string> = {}) => readFlags(line.split(' '), env);

describe('flags of load, stress, soak and complexity', () => {
  it('may all be left out', () => {
    expect(read('soak')).toEqual({
      ...{ test: 'soak', url: undefined, key: undefined, erpLatency: undefined, supply: ['warm'] },
      ...{ items: 2_000, seed: 1, minutes: 60, maxRate: 20_000, breakingRate: undefined, quick: false },
      ...{ out: 'reports', doc: false },
    });
  });

  it('put ERPNext under it cold and warm when it is slow, unless only one is wanted', () => {
    expect(read('load --erp-latency stock=20,po=25')).toMatchObject({ supply: ['cold', 'warm'] });
    expect(read('load --erp-latency stock=20,po=25 --supply cold')).toMatchObject({ supply: ['cold'] });
  });

  it('take the key from the environment, so that it is in no list of processes', () => {
    expect(read('load --url https://otp.example.com/', { OTP_KEY: 'k' })).toMatchObject({
      url: 'https://otp.example.com',
      key: 'k',
    });
  });

  it.each([
    ['fast', /^Name one test: load, stress, soak, complexity\.$/],
    ['load --minutes 3', /^--minutes is not for load\.$/],
    ['stress --breaking-rate 3', /^--breaking-rate is not for stress\.$/],
    ['soak --minutes 1.5', /^--minutes must be a whole number from 1 on\.$/],
    ['load --url otp.example.com', /^--url must be an http/],
    ['load --url http://otp --erp-latency stock=1', /^--erp-latency is for a cluster of our own/],
    ['load --supply hot', /^--supply must be cold, warm, or cold,warm\.$/],
  ])('%s is refused in words', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it('are all listed by --help', () => {
    for (const test of tests) expect(read(`${test} --help`)).toEqual({ help: helpOf(test) });
    expect(helpOf('soak')).toContain('--minutes N');
    expect(helpOf('load')).not.toContain('--minutes');
  });
});
