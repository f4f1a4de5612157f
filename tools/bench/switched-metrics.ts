import { Counter, Gauge, Histogram } from 'prom-client';

/** Loaded before a process begins, makes its metrics record nothing from one SIGUSR2 to the next one. */
let isOff = false;
process.on('SIGUSR2', () => (isOff = !isOff));

type Recorder = Record<string, (...values: unknown[]) => unknown>;

function makeSwitched(recorder: Recorder): void {
  for (const name of Object.getOwnPropertyNames(recorder)) {
    const record = recorder[name];
    if (!/^(inc|dec|set|observe)/.test(name) || typeof record !== 'function') continue;
    const switched = function (this: unknown, ...values: unknown[]): unknown {
      return isOff ? undefined : record.apply(this, values);
    };
    Object.defineProperty(recorder, name, { value: switched });
  }
}

for (const { prototype } of [Counter, Gauge, Histogram]) {
  const metric = prototype as unknown as Recorder;
  makeSwitched(metric);
  const { labels } = metric;
  Object.defineProperty(metric, 'labels', {
    value(this: unknown, ...values: unknown[]): unknown {
      const child = labels?.apply(this, values);
      makeSwitched(child as Recorder);
      return child;
    },
  });
}
