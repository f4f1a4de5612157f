import { type Clock, isOtpError, OtpError } from '#libs/kernel';
import type { Limits } from './limits.js';
import type { ReferenceSource } from './supply-source.port.js';
import type { Reference } from './supply.js';

/** Keeps the reference data that was read last. */
export class KeepReference {
  #kept: { readonly reference: Reference; readonly readAt: number } | undefined;
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
    const age = this.#kept === undefined ? Infinity : this.clock.now() - this.#kept.readAt;
    if (this.#kept !== undefined && age <= this.settings.oldestMs) return this.#kept.reference;
    throw (
      this.#failure ??
      new OtpError('SUPPLY_UNAVAILABLE', 'Warehouses and companies are being read from ERPNext; ask again.')
    );
  }

  /** Sentences for an operator. */
  problems(): readonly string[] {
    const problems: string[] = [];
    if (this.#kept === undefined && this.#failure === undefined)
      problems.push('Warehouses and companies have not been read from ERPNext yet.');
    if (this.#failure !== undefined) {
      const age = this.#kept && Math.round((this.clock.now() - this.#kept.readAt) / 1000);
      problems.push(
        age === undefined
          ? `Warehouses and companies could not be read. ${this.#failure.detail}`
          : `Warehouses, companies and holiday lists are ${age} s old, because reading them again failed. ${this.#failure.detail}`,
      );
    }
    const reference = this.#kept?.reference;
    return [...problems, ...(reference?.shared.distrust ?? []), ...(reference?.problems ?? [])];
  }

  /** Reads it again. Resolves with why that failed; what was read before is then kept. */
  async refresh(limits: Limits): Promise<OtpError | null> {
    const readAt = this.clock.now();
    try {
      this.#kept = { reference: await this.source.reference(limits), readAt };
      this.#failure = undefined;
      return null;
    } catch (error) {
      this.#failure = failureOf(error);
      return this.#failure;
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
