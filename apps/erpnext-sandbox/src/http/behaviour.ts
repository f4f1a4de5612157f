/** How the sandbox misbehaves on request: see docs/sandbox.md. None of it is part of ERPNext. */
export interface Behaviour {
  /** Milliseconds added to every read of a DocType; `*`: to every API request that has none of its own. */
  latency_ms: Record<string, number>;
  /** Share of API requests that are answered with 500. */
  fail_rate: number;
  /** `reads_allowed`: writes alone are refused. */
  maintenance: boolean | 'reads_allowed';
  /** API requests that still pass before 429; null: no limit. */
  rate_limit: number | null;
  /** Errors come as HTML, as from a proxy, whatever the client accepts. */
  html_errors: boolean;
  /**
   * What comes with 200: the answer itself, a page as from a proxy that has lost its site, JSON that
   * breaks off, or JSON that says something else.
   */
  bodies: 'answer' | 'page' | 'cut' | 'other';
  /** Errors carry Python tracebacks, as on a fresh site. */
  tracebacks: boolean;
  /** DocTypes that nobody may read. */
  deny: string[];
  /** How decimals are written in lists: older sites send strings or nulls. */
  quantities: 'float' | 'string' | 'null';
  /** The next list of this DocType is computed at once and answered only after a release. */
  hold_next: string | null;
}

export const defaultBehaviour = (): Behaviour => ({
  latency_ms: {},
  fail_rate: 0,
  maintenance: false,
  rate_limit: null,
  html_errors: false,
  bodies: 'answer',
  tracebacks: true,
  deny: [],
  quantities: 'float',
  hold_next: null,
});

const isNumber = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const checks: Record<keyof Behaviour, (value: unknown) => boolean> = {
  latency_ms: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isNumber),
  fail_rate: (value) => isNumber(value) && Number(value) <= 1,
  maintenance: (value) => typeof value === 'boolean' || value === 'reads_allowed',
  rate_limit: (value) => value === null || isNumber(value),
  html_errors: (value) => typeof value === 'boolean',
  bodies: (value) => ['answer', 'page', 'cut', 'other'].includes(value as string),
  tracebacks: (value) => typeof value === 'boolean',
  deny: isNames,
  quantities: (value) => value === 'float' || value === 'string' || value === 'null',
  hold_next: (value) => value === null || typeof value === 'string',
};

/** The names of fields that are unknown or have a value of the wrong kind. */
export function behaviourFaults(change: Record<string, unknown>): string[] {
  return Object.entries(change).flatMap(([name, value]) =>
    name in checks && checks[name as keyof Behaviour](value) ? [] : [name],
  );
}

/** Answers that wait until they are released. */
export class HeldAnswers {
  private readonly waiting: (() => void)[] = [];

  get count(): number {
    return this.waiting.length;
  }

  async hold(): Promise<void> {
    await new Promise<void>((release) => this.waiting.push(release));
  }

  release(): void {
    for (const release of this.waiting.splice(0)) release();
  }
}
