import { randomBytes } from 'node:crypto';

export interface ServerMessage {
  readonly message: string;
  readonly title: string;
  readonly indicator?: string;
  readonly raise_exception?: 1;
  readonly alert?: 1;
  readonly __frappe_exc_id?: string;
}

interface Details {
  /** The text of `exception`, with its Python class in front; absent: the class alone. */
  readonly exception?: string;
  readonly messages?: readonly ServerMessage[];
  readonly errorMessage?: string;
  readonly debugMessages?: readonly string[];
  /** Raised in ERPNext's own code rather than in frappe. */
  readonly fromErpnext?: boolean;
  /** Some errors never carry a traceback, whatever the site allows. */
  readonly withoutTraceback?: boolean;
}

/** An error as the site answers it. `excType` is the name of its Python class. */
export class FrappeError extends Error {
  constructor(
    readonly status: number,
    readonly excType: string,
    readonly details: Details = {},
  ) {
    super(details.exception ?? excType);
  }
}

/** `frappe.msgprint`: a message that did not raise the error itself. */
export const printed = (message: string): ServerMessage => ({ message, title: 'Message' });

const raised = (message: string, title = 'Message'): ServerMessage => ({
  message,
  title,
  indicator: 'red',
  raise_exception: 1,
  __frappe_exc_id: randomBytes(28).toString('hex'),
});

/** `frappe.throw` in frappe's own code. */
export function thrown(excType: string, message: string, title?: string, status = 417): FrappeError {
  return new FrappeError(status, excType, {
    exception: `frappe.exceptions.${excType}: ${message}`,
    messages: [raised(message, title)],
  });
}

/** `frappe.throw` in ERPNext's code; `excClass` is the full Python path. */
export function thrownByErpnext(excClass: string, message: string, title?: string): FrappeError {
  return new FrappeError(417, excClass.slice(excClass.lastIndexOf('.') + 1), {
    exception: `${excClass}: ${message}`,
    messages: [raised(message, title)],
    fromErpnext: true,
  });
}

export const notFound = (doctype: string, name: string): FrappeError =>
  new FrappeError(404, 'DoesNotExistError', {
    messages: [raised(`${doctype} ${name} not found`)],
    withoutTraceback: true,
  });

/** A path or a verb that no route takes. */
export const noRoute = (): FrappeError =>
  new FrappeError(404, 'DoesNotExistError', { withoutTraceback: true });

export const unauthenticated = (): FrappeError =>
  new FrappeError(401, 'AuthenticationError', { exception: 'frappe.exceptions.AuthenticationError' });

const noRole = (user: string, doctype: string): string =>
  `User <strong>${user}</strong> does not have doctype access via role permission for document <strong>${doctype}</strong>`;

export const mayNotList = (user: string, doctype: string): FrappeError =>
  new FrappeError(403, 'PermissionError', {
    exception: 'frappe.exceptions.PermissionError',
    messages: [printed(noRole(user, doctype))],
    errorMessage: `No permission for ${doctype}`,
  });

export const mayNotWrite = (user: string, doctype: string): FrappeError =>
  new FrappeError(403, 'PermissionError', {
    messages: [printed(noRole(user, doctype))],
    errorMessage: `No permission for ${doctype}`,
    withoutTraceback: true,
  });

export const mayNotRead = (user: string, doctype: string): FrappeError =>
  new FrappeError(403, 'PermissionError', {
    exception: 'frappe.exceptions.PermissionError',
    messages: [
      printed(
        `${noRole(user, doctype)}<br>User <strong>${user}</strong> does not have access to this document`,
      ),
    ],
  });

/** A User Permission stands in the way of this one document. */
export const mayNotReadThis = (user: string, doctype: string, name: string): FrappeError =>
  new FrappeError(403, 'PermissionError', {
    exception: 'frappe.exceptions.PermissionError',
    messages: [
      printed(
        `Not allowed for ${doctype}: ${name}<br>User <strong>${user}</strong> does not have access to this document: ${doctype} - ${name}`,
      ),
    ],
  });

/** A child DocType without a parent, or with one that does not hold it. */
export const childNeedsParent = (): FrappeError =>
  new FrappeError(403, 'PermissionError', { exception: 'frappe.exceptions.PermissionError' });

export const mayNotReadParent = (user: string, parent: string, asDocument: boolean): FrappeError =>
  new FrappeError(403, 'PermissionError', {
    exception: 'frappe.exceptions.PermissionError',
    messages: asDocument ? [printed(noRole(user, parent)), printed('')] : [printed(noRole(user, parent))],
  });

export const notWhitelisted = (method: string): FrappeError =>
  thrown(
    'PermissionError',
    `<details><summary>You are not permitted to access this resource. Login to access</summary>Function <strong>${method}</strong> is not whitelisted.</details>`,
    'Method Not Allowed',
    403,
  );

export const fieldNotPermitted = (field: string): FrappeError =>
  thrown('DataError', `Field not permitted in query: ${field}`);

/** A fault of the client that the site runs into: always 500. */
export const crash = (excClass: string, text: string): FrappeError =>
  new FrappeError(500, excClass.slice(excClass.lastIndexOf('.') + 1), { exception: `${excClass}: ${text}` });

export const sqlSyntaxError = (near: string): FrappeError =>
  new FrappeError(500, 'ProgrammingError', {
    exception: `pymysql.err.ProgrammingError: (1064, "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near '${near}' at line 5")`,
    debugMessages: [`Syntax error in query:\n${near}`],
  });

export const unknownColumn = (column: string, clause: string): FrappeError =>
  crash('pymysql.err.OperationalError', `(1054, "Unknown column '${column}' in '${clause}'")`);

export const maintenance = (): FrappeError =>
  new FrappeError(503, 'SessionStopped', { exception: 'frappe.exceptions.SessionStopped: Session Stopped' });

export const tooManyRequests = (): FrappeError =>
  new FrappeError(429, 'TooManyRequestsError', { exception: 'frappe.exceptions.TooManyRequestsError' });

export const duplicate = (doctype: string, name: string): FrappeError =>
  new FrappeError(409, 'DuplicateEntryError', {
    exception: `frappe.exceptions.DuplicateEntryError: ('${doctype}', '${name}', IntegrityError(1062, "Duplicate entry '${name}' for key 'PRIMARY'"))`,
    messages: [
      {
        message: `${doctype} <strong>${name}</strong> already exists`,
        title: 'Duplicate Name',
        indicator: 'red',
      },
    ],
  });

export const mandatoryTable = (
  doctype: string,
  name: string,
  fieldname: string,
  label: string,
): FrappeError =>
  new FrappeError(417, 'MandatoryError', {
    exception: `frappe.exceptions.MandatoryError: [${doctype}, ${name}]: ${fieldname}`,
    messages: [printed(`Error: Data missing in table: ${label}`)],
  });

export const mandatoryField = (
  doctype: string,
  name: string,
  fieldname: string,
  label: string,
): FrappeError =>
  new FrappeError(417, 'MandatoryError', {
    exception: `frappe.exceptions.MandatoryError: [${doctype}, ${name}]: ${fieldname}`,
    messages: [printed(`Error: Value missing for ${doctype}: ${label}`)],
  });

/** Maintenance that still lets reads through. */
export const readOnlyMode = (): FrappeError => {
  const message =
    'Site is running in read only mode for maintenance or site update, this action can not be performed right now. Please try again later.';
  return new FrappeError(503, 'InReadOnlyMode', {
    exception: `frappe.exceptions.InReadOnlyMode: ${message}`,
    messages: [raised(message, 'In Read Only Mode')],
    fromErpnext: true,
  });
};
