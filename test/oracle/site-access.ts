const PAGE = 500;

export interface SiteAccess {
  /** Address of the ERPNext site, without a slash at the end. */
  url: string;
  key: string;
  secret: string;
}

export class SiteError extends Error {
  constructor(
    readonly status: number,
    path: string,
  ) {
    super(`ERPNext answered ${status} to ${path}`);
  }
}

/** A filter of ERPNext: field, operator, value. */
export type Filter = readonly [string, string, unknown];

export interface Wanted {
  doctype: string;
  fields: readonly string[];
  filters?: readonly Filter[];
  /** For a child type: the type whose rows they are. */
  parent?: string;
}

/** All rows, page by page. */
export async function list<T>(site: SiteAccess, wanted: Wanted): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const { message } = await send<{ message: T[] }>(site, 'POST', '/api/method/frappe.client.get_list', {
      ...wanted,
      order_by: 'modified asc, name asc',
      limit_start: all.length,
      limit_page_length: PAGE,
    });
    all.push(...message);
    if (message.length < PAGE) return all;
  }
}

/** Throws a SiteError when the site refuses. */
export function send<T>(site: SiteAccess, method: string, path: string, body: unknown): Promise<T> {
  return answerOf(site, path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export const get = <T>(site: SiteAccess, path: string): Promise<T> => answerOf(site, path, {});

async function answerOf<T>(site: SiteAccess, path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`${site.url}${path}`, {
    ...init,
    headers: {
      ...(init.headers as Record<string, string> | undefined),
      accept: 'application/json',
      authorization: `token ${site.key}:${site.secret}`,
    },
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new Error(`ERPNext can not be reached at ${site.url}`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new SiteError(response.status, path);
  return JSON.parse(text) as T;
}
