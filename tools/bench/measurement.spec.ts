import { measureInTurn, type Measurement, mediansOf } from './measurement.js';

const silent = (): void => undefined;

function recorded(name: string, log: string[], values: readonly number[]): Measurement {
  const left = [...values];
  return {
    name,
    open: () => Promise.resolve(void log.push(`open ${name}`)),
    round: () => {
      log.push(name);
      const value = left.shift();
      return value === undefined ? Promise.reject(new Error('broken')) : Promise.resolve({ [name]: value });
    },
    close: () => Promise.resolve(void log.push(`close ${name}`)),
  };
}

describe('measurements', () => {
  it('take turns, on what all of them have opened, and each figure is the middle of its rounds', async () => {
    const log: string[] = [];
    const rounds = await measureInTurn(
      [recorded('a', log, [3, 100, 5]), recorded('b', log, [1, 2, 3])],
      3,
      silent,
    );
    expect(log).toEqual(['open a', 'open b', 'a', 'b', 'a', 'b', 'a', 'b', 'close b', 'close a']);
    expect(mediansOf(rounds)).toEqual({ a: 5, b: 2 });
  });

  it('close what they have opened when one of them breaks', async () => {
    const log: string[] = [];
    const measurements = [recorded('a', log, [1, 1]), recorded('b', log, [1])];
    await expect(measureInTurn(measurements, 2, silent)).rejects.toThrow('broken');
    expect(log.slice(-2)).toEqual(['close b', 'close a']);
  });
});
