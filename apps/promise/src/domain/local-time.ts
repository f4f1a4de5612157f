import { type Day, dayOfCivil } from './day.js';

/** A minute on a clock on the wall. */
export interface LocalMinute {
  readonly day: Day;
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number;
}

const MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const MOST_KEPT_ZONES = 1_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The UTC minute that `offset` was looked up for; clocks are never changed within one. */
  utcMinute: number;
  /** Milliseconds that local time is ahead of UTC. */
  offset: number;
}

const zones = new Map<string, Zone>();

/**
 * What a clock in an IANA zone shows at an instant (milliseconds since 1970, UTC).
 * Undefined when there is no such zone.
 */
export function localMinuteIn(timeZone: string, instant: number): LocalMinute | undefined {
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  if (zone === undefined) return undefined;
  const utcMinute = Math.floor(instant / MINUTE);
  if (zone.utcMinute !== utcMinute) {
    zone.offset = offsetAt(zone.format, utcMinute * MINUTE);
    zone.utcMinute = utcMinute;
  }
  const minutes = Math.floor((instant + zone.offset) / MINUTE);
  const day = Math.floor(minutes / MINUTES_PER_DAY);
  return { day, minute: minutes - day * MINUTES_PER_DAY };
}

function openZone(timeZone: string): Zone | undefined {
  // Intl also takes offsets such as +02:00, which are no zones.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  if (zones.size >= MOST_KEPT_ZONES) zones.clear();
  const zone = { format, utcMinute: NaN, offset: 0 };
  zones.set(timeZone, zone);
  return zone;
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) shown[type] = Number(value);
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = shown;
  const minutes = (dayOfCivil(year, month, day) * 24 + hour) * 60 + minute;
  return minutes * MINUTE + second * 1_000 - instant;
}
