/** One request that changes the site; `path` from the root, encoded. */
export interface SiteRequest {
  readonly verb: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What has to be done about one thing on the site, in this order of requests. */
export interface Change {
  readonly action: 'create' | 'update' | 'remove' | 'as it was';
  /** For people: what it is, and what about it changes. Never holds a secret. */
  readonly thing: string;
  readonly requests: readonly SiteRequest[];
}

export interface Plan {
  readonly changes: readonly Change[];
  /** Sentences about what stands in the way; with one of them nothing is changed. */
  readonly obstacles: readonly string[];
}

export const resource = (doctype: string, name?: string): string =>
  `/api/resource/${[doctype, ...(name === undefined ? [] : [name])].map(encodeURIComponent).join('/')}`;

export const asItWas = (thing: string): Change => ({ action: 'as it was', thing, requests: [] });

export const remove = (thing: string, doctype: string, name: string): Change => ({
  action: 'remove',
  thing,
  requests: [{ verb: 'DELETE', path: resource(doctype, name) }],
});

/**
 * Makes or corrects one document. `found` is as the site answers it, with null fields left out; a field
 * that is wanted as 0 or '' is the same as one that is absent.
 */
export function settle(
  thing: string,
  doctype: string,
  found: Readonly<Record<string, unknown>> | undefined,
  wanted: Readonly<Record<string, unknown>> & { readonly name: string },
): Change {
  if (found === undefined) {
    return { action: 'create', thing, requests: [{ verb: 'POST', path: resource(doctype), body: wanted }] };
  }
  const differing = Object.keys(wanted).filter((field) => !same(found[field], wanted[field]));
  if (differing.length === 0) return asItWas(thing);
  const body = Object.fromEntries(differing.map((field) => [field, wanted[field]]));
  return {
    action: 'update',
    thing: `${thing} (${differing.join(', ')})`,
    requests: [{ verb: 'PUT', path: resource(doctype, wanted.name), body }],
  };
}

function same(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const rows: unknown[] = Array.isArray(found) ? found : [];
    return (
      rows.length === wanted.length &&
      wanted.every((row: object, index) => {
        const other = rows[index] as Record<string, unknown>;
        return Object.entries(row).every(([field, value]) => same(other[field], value));
      })
    );
  }
  return found === wanted || (isEmpty(found) && isEmpty(wanted));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === 0;
