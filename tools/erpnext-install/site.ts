import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { resource, type SiteRequest } from './change.js';
import { InstallFault } from './install-fault.js';

/** ERPNext's answer to a request that it did not grant; `reason` is its message as plain text. */
export class SiteRefusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
  ) {
    super(`ERPNext refused with ${status}${reason === '' ? '' : `: ${reason}`}`);
    this.name = 'SiteRefusal';
  }
}

const timeoutMs = 30_000;
const readTries = 3;
const row = z.record(z.string(), z.unknown());
type Row = z.output<typeof row>;

/** The site that is prepared, as its administrator sees it. Reads are repeated, changes never. */
export class ErpnextSite {
  /** The changes that were made, as verb and path. */
  readonly changed: string[] = [];

  constructor(
    private readonly address: { readonly url: string; readonly key: string; readonly secret: string },
    private readonly firstPauseMs = 500,
  ) {}

  /** Returns what `message` or `data` holds; undefined for neither. */
  async change({ verb, path, body }: SiteRequest): Promise<unknown> {
    const content = contentOf(await this.send(verb, path, body), this.address.url);
    this.changed.push(`${verb} ${decodeURIComponent(path)}`);
    return content;
  }

  async document(doctype: string, name: string): Promise<Row | undefined> {
    try {
      return row.parse(await this.read(resource(doctype, name)));
    } catch (error) {
      if (error instanceof SiteRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All rows, in the order of their names. `parent` is named for rows of child tables. */
  async list(doctype: string, fields: readonly string[], filters: unknown, parent?: string): Promise<Row[]> {
    const query = new URLSearchParams({
      fields: JSON.stringify(fields),
      filters: JSON.stringify(filters),
      order_by: `\`tab${doctype}\`.name asc`,
      limit_page_length: '0',
      ...(parent === undefined ? {} : { parent }),
    });
    return z.array(row).parse(await this.read(`${resource(doctype)}?${query.toString()}`));
  }

  async call(method: string, args: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return this.read(`/api/method/${method}?${new URLSearchParams(args).toString()}`);
  }

  private async read(path: string): Promise<unknown> {
    for (let tried = 1; ; tried++) {
      try {
        const answer = await this.send('GET', path);
        if (tried === readTries || !worthAnotherTry(answer.status))
          return contentOf(answer, this.address.url);
        await pause(Math.max(this.firstPauseMs * tried, answer.retryAfterMs));
      } catch (error) {
        if (tried === readTries || !(error instanceof InstallFault) || error.kind !== 'unreachable')
          throw error;
        await pause(this.firstPauseMs * tried);
      }
    }
  }

  private async send(verb: string, path: string, body?: unknown): Promise<Answer> {
    const { url, key, secret } = this.address;
    try {
      const answer = await fetch(`${url}${path}`, {
        method: verb,
        // Without it errors may come as pages.
        headers: {
          accept: 'application/json',
          authorization: `token ${key}:${secret}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const seconds = Number(answer.headers.get('retry-after') ?? 0);
      return {
        status: answer.status,
        retryAfterMs: Number.isFinite(seconds) ? Math.min(seconds, 10) * 1000 : 0,
        text: await answer.text(),
      };
    } catch (error) {
      throw new InstallFault('unreachable', [`${url} does not answer: ${causeOf(error)}.`]);
    }
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly text: string;
}

const worthAnotherTry = (status: number): boolean => [429, 502, 503, 504].includes(status);

const answerBody = z.object({
  message: z.unknown().optional(),
  data: z.unknown().optional(),
  _server_messages: z.string().optional(),
});

function contentOf({ status, text }: Answer, url: string): unknown {
  const parsed = answerBody.safeParse(json(text));
  if (status === 401) {
    throw new InstallFault('refused', ['ERPNext does not know this API key, or its secret is another.']);
  }
  if (status >= 500 || worthAnotherTry(status)) {
    throw new InstallFault('unreachable', [
      `${url} answers with ${status}: try again, or look into its Error Log.`,
    ]);
  }
  if (!parsed.success) {
    throw new InstallFault('unreachable', [
      `${url} answers with ${status} and something that is no JSON object: it is not ERPNext, or something stands before it.`,
    ]);
  }
  if (status >= 400) throw new SiteRefusal(status, reasonIn(parsed.data._server_messages));
  return parsed.data.data ?? parsed.data.message;
}

/** ERPNext's own words, without their markup: {"message": "<b>…</b>"} in JSON in a list in JSON. */
function reasonIn(messages: string | undefined): string {
  const list = z.array(z.string()).safeParse(json(messages ?? '[]')).data ?? [];
  return list
    .map((entry) => z.object({ message: z.string() }).safeParse(json(entry)).data?.message ?? '')
    .join(' ')
    .replace(/<[^>]*>/g, '')
    .slice(0, 300);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} s`;
  const { cause } = error;
  return cause instanceof Error
    ? cause.message || (cause as NodeJS.ErrnoException).code || cause.name
    : error.message;
}
