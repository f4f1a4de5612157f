import { type Clock, isOtpError, OtpError } from '#libs/kernel';
import type { Limits } from './limits.js';
import type { ReferenceSource } from './supply-source.port.js';
import type { Reference } from './supply.js';

/** Keeps the reference data that was read last. */
export class KeepReference {
  #kept: Reference | undefined;
  #failure: OtpError | undefined;

  constructor(
    private readonly source: ReferenceSource,
    private readonly clock: Clock,
    private readonly settings: {
      /** Up to which age it is used while reading it again fails, in milliseconds. */
      readonly oldestMs: number;
    },
  ) {}

  /** The kept data; throws SUPPLY_UNAVAILABLE (or SUPPLY_INVALID) while there is none, or when it is too old. */
  current(): Reference {
    if (this.#kept !== undefined && this.clock.now() - this.#kept.asOfMs <= this.settings.oldestMs)
      return this.#kept;
    throw (
      this.#failure ??
      new OtpError('SUPPLY_UNAVAILABLE', 'Warehouses and companies are being read from ERPNext; ask again.')
    );
  }

  /** Whether the last attempt to read it failed. */
  get failing(): boolean {
    return this.#failure !== undefined;
  }

  /** Sentences for an operator. */
  problems(): readonly string[] {
    const problems: string[] = [];
    if (this.#kept === undefined && this.#failure === undefined)
      problems.push('Warehouses and companies have not been read from ERPNext yet.');
    if (this.#failure !== undefined) {
      const age = this.#kept && Math.round((this.clock.now() - this.#kept.asOfMs) / 1000);
      problems.push(
        age === undefined
          ? `Warehouses and companies could not be read. ${this.#failure.detail}`
          : `Warehouses, companies and holiday lists are ${age} s old, because reading them again failed. ${this.#failure.detail}`,
      );
    }
    return [...problems, ...(this.#kept?.shared.distrust ?? []), ...(this.#kept?.problems ?? [])];
  }

  /** Reads it again and keeps it. Rejects with why that failed; what was read before is then kept. */
  async read(limits: Limits): Promise<Reference> {
    try {
      const reference = await this.source.reference(limits);
      // Two may read at once, and the one that began first may end last.
      if (this.#kept === undefined || reference.asOfMs >= this.#kept.asOfMs) this.#kept = reference;
      this.#failure = undefined;
      return reference;
    } catch (error) {
      this.#failure = failureOf(error);
      throw this.#failure;
    }
  }
}

/** The deadline of a background read is not a caller's, so its passing is told as what it is. */
function failureOf(error: unknown): OtpError {
  if (!isOtpError(error))
    return new OtpError('INTERNAL', 'Reading warehouses and companies went wrong inside.', { cause: error });
  if (error.code !== 'DEADLINE_EXCEEDED') return error;
  return new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext did not answer in time.', { cause: error });
}
