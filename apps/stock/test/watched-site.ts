import { type Answer, type SeenRequest, SiteDouble } from './site-double.js';

/** Passes requests on to a site, counts them, and can hold one back before the site sees it. */
export class WatchedSite {
  readonly answers: { readonly doctype: string; readonly rows: readonly Record<string, unknown>[] }[] = [];
  readonly #held = new Map<string, { arrived: () => void; released: Promise<void> }>();
  #site!: SiteDouble;

  /** `port` 0: any free one. */
  static async of(url: string, port = 0): Promise<WatchedSite> {
    const watched = new WatchedSite(url);
    watched.#site = await SiteDouble.start((request) => watched.#pass(request), port);
    return watched;
  }

  private constructor(private readonly target: string) {}

  get url(): string {
    return this.#site.url;
  }

  close(): Promise<void> {
    return this.#site.close();
  }

  /** What is asked from now on is counted from zero. */
  forget(): void {
    this.#site.requests.splice(0);
    this.answers.splice(0);
  }

  get requests(): readonly SeenRequest[] {
    return this.#site.requests;
  }

  /**
   * Holds the next request for `doctype` back. `arrived` resolves when it has come and all others that are
   * on the way have been answered; `release` lets it go on.
   */
  hold(doctype: string, others: readonly string[]): { arrived: Promise<void>; release: () => void } {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#held.set(doctype, { arrived: arrived.resolve, released: released.promise });
    const othersAnswered = Promise.all(others.map((other) => this.#answered(other)));
    return {
      arrived: Promise.all([arrived.promise, othersAnswered]).then(() => undefined),
      release: released.resolve,
    };
  }

  readonly #waiting = new Map<string, () => void>();

  #answered(doctype: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(doctype, resolve));
  }

  async #pass(request: SeenRequest): Promise<Answer> {
    const doctype = request.body.doctype ?? decodeURIComponent(request.path.split('/')[3] ?? '');
    const held = this.#held.get(doctype);
    if (held) {
      this.#held.delete(doctype);
      held.arrived();
      await held.released;
    }
    const { authorization = '' } = request.headers;
    const response = await fetch(this.target + request.path, {
      method: request.method,
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(request.method === 'GET' ? {} : { body: JSON.stringify(request.body) }),
    });
    const headers = {
      'content-type': response.headers.get('content-type') ?? '',
      date: response.headers.get('date') ?? '',
    };
    const body = await response.text();
    const message = body.startsWith('{') ? (JSON.parse(body) as { message?: unknown }).message : undefined;
    if (Array.isArray(message)) this.answers.push({ doctype, rows: message as Record<string, unknown>[] });
    this.#waiting.get(doctype)?.();
    this.#waiting.delete(doctype);
    return { status: response.status, headers, body };
  }
}
