import { textOf } from './day.js';
import { localMinuteIn } from './local-time.js';
import { clockTime } from './wording.js';

const HOUR = 3_600_000;
const zones = Intl.supportedValuesOf('timeZone');

function shown(zone: string, instant: number): string {
  const local = localMinuteIn(zone, instant);
  return local === undefined ? 'no such zone' : `${textOf(local.day)}T${clockTime(local.minute)}`;
}

/** The same clock, read in another way. */
function expected(format: Intl.DateTimeFormat, instant: number): string {
  return format.format(instant).replace(' ', 'T').slice(0, 16);
}

describe('localMinuteIn', () => {
  it.each([
    ['Pacific/Kiritimati', '2026-11-24T09:59:59Z', '2026-11-24T23:59'],
    ['Pacific/Kiritimati', '2026-11-24T10:00:00Z', '2026-11-25T00:00'],
    ['America/New_York', '2026-11-24T04:59:59.999Z', '2026-11-23T23:59'],
    ['Asia/Kathmandu', '2026-11-24T12:14:59Z', '2026-11-24T17:59'],
    ['America/St_Johns', '2026-11-24T03:29:00Z', '2026-11-23T23:59'],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29T01:59'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29T03:00'],
    ['Europe/Berlin', '2026-10-25T00:59:59Z', '2026-10-25T02:59'],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', '2026-10-25T02:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:30'],
    ['UTC', '1970-01-01T00:00:00Z', '1970-01-01T00:00'],
    ['UTC', '9999-12-31T23:59:59Z', '9999-12-31T23:59'],
    ['America/New_York', '1970-01-01T00:00:00Z', '1969-12-31T19:00'],
  ])('in %s, %s is %s', (zone, instant, local) => {
    expect(shown(zone, Date.parse(instant))).toBe(local);
  });

  it('shows the right minute in every zone, around every change of its clocks in a year', () => {
    const wrong: string[] = [];
    let changes = 0;
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const offset = (instant: number) => Date.parse(`${expected(format, instant)}Z`) - instant;
      const instants = [Date.UTC(2026, 5, 1, 12, 34, 56, 789)];
      for (let hour = Date.UTC(2026, 0, 1); hour < Date.UTC(2027, 0, 1); hour += 240 * HOUR) {
        if (offset(hour) === offset(hour + 240 * HOUR)) continue;
        let before = hour;
        let after = hour + 240 * HOUR;
        while (after - before > 60_000) {
          const middle = before + Math.floor((after - before) / 120_000) * 60_000;
          if (offset(middle) === offset(hour)) before = middle;
          else after = middle;
        }
        changes++;
        instants.push(after - 60_000, after - 1, after, after + 59_999, after + HOUR);
      }
      for (const instant of instants) {
        if (shown(zone, instant) !== expected(format, instant)) wrong.push(`${zone} ${instant}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toBeGreaterThan(100);
  });

  it.each(['', 'Mars/Olympus', '+02:00', 'Europe/Berlin ', '../etc'])('knows no zone "%s"', (zone) => {
    expect(localMinuteIn(zone, 0)).toBeUndefined();
  });

  it('goes on when it has forgotten the zones that it kept', () => {
    const spellings = Array.from({ length: 1_100 }, (_, number) =>
      [...'europe/amsterdam']
        .map((letter, at) => (number & (1 << at) ? letter.toUpperCase() : letter))
        .join(''),
    );
    const noon = Date.UTC(2026, 0, 1, 12);
    expect(new Set(spellings.map((zone) => shown(zone, noon)))).toEqual(new Set(['2026-01-01T13:00']));
  });
});
