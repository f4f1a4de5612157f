import { type Clock, isOtpError, type OtpError } from '#libs/kernel';
import type { KeepReference } from './keep-reference.js';
import type { ReferenceSource } from './supply-source.port.js';

export interface Health {
  readonly erpnext_connected: boolean;
  readonly problems: readonly string[];
}

/** How long an answer is given again, and how long ERPNext has to greet us; in milliseconds. */
const FRESH_MS = 1_000;
const GREETING_MS = 2_000;

/** Whether ERPNext answers and may be trusted; asked often, so it asks ERPNext at most once a second. */
export class CheckHealth {
  #greeting: { readonly startedAt: number; readonly outcome: Promise<string | null> } | undefined;

  constructor(
    private readonly source: ReferenceSource,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
  ) {}

  async health(): Promise<Health> {
    const now = this.clock.now();
    if (this.#greeting === undefined || now - this.#greeting.startedAt >= FRESH_MS)
      this.#greeting = { startedAt: now, outcome: this.#greet(now) };
    const trouble = await this.#greeting.outcome;
    const problems = new Set([...(trouble === null ? [] : [trouble]), ...this.kept.problems()]);
    return { erpnext_connected: trouble === null, problems: [...problems] };
  }

  async #greet(now: number): Promise<string | null> {
    try {
      await this.source.greet({ deadline: now + GREETING_MS, signal: new AbortController().signal });
      return null;
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return sentence(error);
    }
  }
}

function sentence(error: OtpError): string {
  return error.code === 'DEADLINE_EXCEEDED'
    ? `ERPNext did not answer a greeting within ${GREETING_MS} ms.`
    : error.detail;
}
