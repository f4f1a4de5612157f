import { type Clock } from '#libs/kernel';

/**
 * The site's own wall clock: `YYYY-MM-DD HH:MM:SS.ffffff` in its time zone, without an offset.
 * No two stamps are the same, as with a real clock of microseconds.
 */
export class SiteClock {
  private readonly format: Intl.DateTimeFormat;
  private lastMicros = 0;
  private offset = { quarter: Number.NaN, ms: 0 };

  constructor(
    readonly timeZone: string,
    private readonly clock: Clock,
  ) {
    this.format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  }

  /** A new stamp, later than every one before it. */
  stamp(): string {
    this.lastMicros = Math.max(this.clock.now() * 1000, this.lastMicros + 1);
    const ms = Math.floor(this.lastMicros / 1000);
    const micros = String(this.lastMicros % 1000).padStart(3, '0');
    return `${this.local(ms)}${micros}`;
  }

  today(): string {
    return this.local(this.clock.now()).slice(0, 10);
  }

  /** Milliseconds since the epoch as local time, with three decimals of the second. */
  private local(ms: number): string {
    return new Date(ms + this.offsetAt(ms)).toISOString().replace('T', ' ').slice(0, -1);
  }

  /** Zones change their offset only at full quarters of an hour of UTC. */
  private offsetAt(ms: number): number {
    const quarter = Math.floor(ms / 900_000);
    if (quarter !== this.offset.quarter) {
      const name = this.format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
      const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
      const minutes =
        match === null ? 0 : Number(`${match[1]}1`) * (Number(match[2]) * 60 + Number(match[3]));
      this.offset = { quarter, ms: minutes * 60_000 };
    }
    return this.offset.ms;
  }
}

/** `day` moved by a number of days; both are civil dates. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
