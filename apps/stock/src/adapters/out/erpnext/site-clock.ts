/**
 * The clock of the ERPNext site, as its answers tell it. `modified` of a document is a time in the site's
 * zone without an offset, stamped some time before the transaction that writes it ends.
 */
export class SiteClock {
  /** Site time (milliseconds since 1970) at tick 0 of our own clock, never too late. */
  #origin: number | undefined;

  /**
   * `marginMs`: how long a transaction may take from its stamps to its end.
   * `ticks`: milliseconds of a clock that is never set.
   */
  constructor(
    private readonly marginMs: number,
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  /** Learns from the Date header of an answer that has just come in. */
  note(date: string | undefined): void {
    const at = date === undefined ? NaN : Date.parse(date);
    // Cut to the second, and the answer has travelled since: both make it early.
    if (!Number.isNaN(at)) this.#origin = at - this.ticks();
  }

  /** False: no answer has told the site's time, and this machine's stands in for it. */
  get heard(): boolean {
    return this.#origin !== undefined;
  }

  /** The site's time, in milliseconds since 1970: too early by a second and an answer's way at most. */
  now(): number {
    return this.#origin === undefined ? Date.now() : this.#origin + this.ticks();
  }

  /**
   * The lowest stamp of a document that is written from now on, or was stamped within the margin and is
   * not committed yet. `zone` is the site's.
   */
  stampOfNow(zone: string): string {
    return this.stampAt(this.now() - this.marginMs, zone);
  }

  /**
   * The lowest stamp of a document that is written at or after that time of the site, which is in milliseconds
   * since 1970. Where clocks go back an hour, it is an hour lower for a while.
   */
  stampAt(earliest: number, zone: string): string {
    const offset = Math.min(offsetOf(zone, earliest), offsetOf(zone, earliest + HOUR_MS));
    return new Date(earliest + offset).toISOString().slice(0, 19).replace('T', ' ');
  }
}

const HOUR_MS = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of `zone` are ahead of UTC at `instant`, in milliseconds. */
function offsetOf(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds] = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === '-' ? -ms : ms;
}
