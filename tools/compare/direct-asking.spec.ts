import { addUp } from './direct-asking.js';

describe('addUp', () => {
  const coming = [
    { on: 10, qty: 5 },
    { on: 20, qty: 5 },
  ];

  it.each([
    ['what lies there', 7, 7, 0],
    ['what comes first', 7, 8, 10],
    ['all that comes', 7, 17, 20],
    ['less than all', 7, 18, null],
    ['what is owed, first', -3, 3, 20],
  ])('takes %s', (_, free, wanted, on) => expect(addUp(free, wanted, coming)).toBe(on));
});
