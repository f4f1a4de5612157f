import { commonVerdicts } from './common-verdicts.js';

describe('what every test asks for', () => {
  it('is that no answer is wrong; refusals and silence are errors only', () => {
    const [wrong] = commonVerdicts(
      new Map([
        ['status 503', 4],
        ['no answer', 1],
      ]),
      new Set(),
    );
    expect(wrong).toMatchObject({
      measured: 'none',
      met: true,
      what: expect.stringContaining('4 × status 503'),
    });
  });

  it('fails for a single answer that can not be right', () => {
    const [wrong] = commonVerdicts(new Map([['plan does not sum up', 1]]), new Set());
    expect(wrong).toMatchObject({ measured: '1 × plan does not sum up', met: false });
    const [accepted] = commonVerdicts(new Map([['status 200 where 422 is right', 1]]), new Set());
    expect(accepted).toMatchObject({ met: false });
  });

  it('is that nobody dies, where that can be seen', () => {
    expect(commonVerdicts(new Map(), undefined)).toHaveLength(1);
    expect(commonVerdicts(new Map(), new Set(['promise 2']))[1]).toMatchObject({
      measured: 'promise 2',
      met: false,
    });
  });
});
