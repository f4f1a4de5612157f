import { pythonJson } from '../webhooks/template.js';
import { type FrappeError, type ServerMessage } from './frappe-error.js';

/** What the site answers for an error, as JSON. `tracebacks`: whether it shows them, as a fresh site does. */
export function errorBody(error: FrappeError, tracebacks: boolean): Record<string, string> {
  const { exception, messages, errorMessage, debugMessages, fromErpnext, withoutTraceback } = error.details;
  const shown = tracebacks && withoutTraceback !== true;
  return {
    ...(shown ? { exception: exception ?? error.excType } : {}),
    exc_type: error.excType,
    ...(shown ? { exc: JSON.stringify([traceback(error.message)]) } : {}),
    ...(shown && fromErpnext === true ? { _exc_source: 'erpnext (app)' } : {}),
    ...(messages === undefined ? {} : { _server_messages: messageList(messages) }),
    ...(errorMessage === undefined ? {} : { _error_message: errorMessage }),
    ...(shown && debugMessages !== undefined ? { _debug_messages: JSON.stringify(debugMessages) } : {}),
  };
}

/** What the site says to the user: a JSON list of JSON objects. */
export const messageList = (messages: readonly ServerMessage[]): string =>
  pythonJson(messages.map((message) => pythonJson(message)));

function traceback(text: string): string {
  return `Traceback (most recent call last):\n  File "apps/frappe/frappe/app.py", line 115, in application\n    response = frappe.api.handle(request)\n${text}\n`;
}

const titles: Record<number, string> = {
  401: 'Session Expired',
  403: 'Not Permitted',
  404: 'Not Found',
  503: 'Updating',
};

/** The page that a browser gets: a third of a megabyte, most of it icons. */
export function errorPage(status: number): string {
  const title = titles[status] ?? 'Server Error';
  const icon =
    '<symbol viewBox="0 0 16 16"><path d="M13 10.5L8 5.5L3 10.5" stroke-linecap="round"/></symbol>\n';
  return `<!DOCTYPE html>\n<!-- Built on Frappe. https://frappeframework.com/ -->\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n<svg style="display: none">\n${icon.repeat(3400)}</svg>\n<h1>${title}</h1>\n</body>\n</html>\n`;
}

/** What the web server itself says to a request line that is too long; `length` in bytes. */
export function uriTooLongPage(length: number): string {
  return `<html>\n  <head>\n    <title>URI Too Long</title>\n  </head>\n  <body>\n    <h1><p>URI Too Long</p></h1>\n    Request Line is too large (${length} &gt; 4094)\n  </body>\n</html>\n`;
}
