import { OptionFaults, parseOptions } from './options.js';

describe('parseOptions', () => {
  it('has defaults', () => {
    expect(parseOptions([])).toEqual({
      host: '127.0.0.1',
      port: 8090,
      seed: 1,
      items: 2000,
      binsPerItem: undefined,
      openRows: undefined,
      latencyMs: {},
      failRate: 0,
      database: ':memory:',
      csvFolder: undefined,
      timeZone: 'Europe/Berlin',
    });
  });

  it('reads every flag', () => {
    const argv =
      '--port 0 --host ::1 --seed 7 --items 50 --bins-per-item 10 --open-rows 90 --latency stock=20,po=2.5 --fail-rate 0.01 --db f --csv c --time-zone UTC';
    expect(parseOptions(argv.split(' '))).toEqual({
      host: '::1',
      port: 0,
      seed: 7,
      items: 50,
      binsPerItem: 10,
      openRows: 90,
      latencyMs: { Bin: 20, 'Purchase Order': 2.5, 'Purchase Order Item': 2.5 },
      failRate: 0.01,
      database: 'f',
      csvFolder: 'c',
      timeZone: 'UTC',
    });
  });

  it('gives help', () => expect(parseOptions(['--help'])).toBe('help'));

  it('names all faults at once', () => {
    const argv = [
      '--port',
      '70000',
      '--items',
      'many',
      '--bins-per-item',
      '11',
      '--open-rows',
      'some',
      '--latency',
      'so=3',
      '--fail-rate',
      '2',
      '--time-zone',
      'Mars/Base',
    ];
    let faults: readonly string[] = [];
    try {
      parseOptions(argv);
    } catch (error) {
      faults = (error as OptionFaults).faults;
    }
    expect(faults).toHaveLength(7);
    for (const name of [
      '--port',
      '--items',
      '--bins-per-item',
      '--open-rows',
      '--latency',
      '--fail-rate',
      '--time-zone',
    ]) {
      expect(faults.some((fault) => fault.startsWith(name))).toBe(true);
    }
  });

  it('does not know other flags', () => expect(() => parseOptions(['--nope'])).toThrow(OptionFaults));
});
