import { parseJson, type Arguments } from './arguments.js';

export interface ApiRequest {
  readonly verb: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** W3C context of the caller. */
  readonly traceparent: string | undefined;
  readonly contentType: string;
  readonly body: string;
}

/** The parts of the path, decoded one by one (a name may hold an encoded slash), and the query. */
export function addressOf({ url }: ApiRequest): { parts: string[]; query: string } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  return {
    parts: path.replace(/\/$/, '').split('/').slice(1).map(decode),
    query: at < 0 ? '' : url.slice(at + 1),
  };
}

/** The body as JSON, whatever its media type says; a form when it says so. */
export function bodyOf(request: ApiRequest): unknown {
  if (request.body.trim() === '') return {};
  if (!isForm(request)) return parseJson(request.body);
  const form = Object.fromEntries(new URLSearchParams(request.body));
  return form['data'] === undefined ? form : parseJson(form['data']);
}

/** The arguments of a method: those of the query, and of a body that says what it is. */
export function formOf(request: ApiRequest, query: () => Arguments): Arguments {
  if (request.contentType.includes('application/json'))
    return { ...query(), ...(bodyOf(request) as Arguments) };
  if (!isForm(request)) return query();
  return { ...query(), ...Object.fromEntries(new URLSearchParams(request.body)) };
}

const isForm = ({ contentType }: ApiRequest): boolean =>
  contentType.includes('application/x-www-form-urlencoded');

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
