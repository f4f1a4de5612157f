import { type Clock, isOtpError, type OtpError } from '#libs/kernel';
import type { CheckSync } from './check-sync.js';
import type { KeepReference } from './keep-reference.js';
import { RecentAnswer } from './recent-answer.js';
import type { ReferenceSource } from './supply-source.port.js';

export interface Health {
  readonly erpnext_connected: boolean;
  readonly problems: readonly string[];
}

/** How long an answer is given again, and how long ERPNext has to greet us; in milliseconds. */
const FRESH_MS = 1_000;
const GREETING_MS = 2_000;

/** Whether ERPNext answers and may be trusted, and whether the replica follows it; asked often. */
export class CheckHealth {
  readonly #greeting: RecentAnswer<string | null>;

  constructor(
    private readonly source: ReferenceSource,
    private readonly kept: KeepReference,
    private readonly sync: Pick<CheckSync, 'status'>,
    private readonly clock: Clock,
  ) {
    this.#greeting = new RecentAnswer(() => this.#greet(), clock, FRESH_MS);
  }

  async health(): Promise<Health> {
    const [trouble, sync] = await Promise.all([this.#greeting.get(), this.sync.status()]);
    const problems = [...(trouble === null ? [] : [trouble]), ...this.kept.problems(), ...sync.problems];
    return { erpnext_connected: trouble === null, problems: [...new Set(problems)] };
  }

  async #greet(): Promise<string | null> {
    const deadline = this.clock.now() + GREETING_MS;
    try {
      await this.source.greet({ deadline, signal: new AbortController().signal });
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
