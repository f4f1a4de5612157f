import { OtpError } from '#libs/kernel';
import type {
  OrderToWrite,
  PromiseFields,
  Suggestion,
  SuggestionType,
  WriteBack,
  WriteLimits,
} from '../../../application/documents/write-back.port.js';
import type { Limits } from '../../../application/limits.js';
import { asReadFault, asWriteFault } from './documents-fault.js';
import { parseName, parseOrderToWrite } from './documents.parser.js';
import {
  commentQuery,
  orderToWriteQuery,
  PROMISE_FIELDS,
  SUGGESTED,
  suggestionQuery,
} from './documents.queries.js';
import type { ErpnextClient, ListQuery } from './erpnext-client.js';
import { ErpnextFault } from './erpnext-fault.js';
import { html, suggestionBody } from './suggestion-body.js';

const AUTHOR = 'Order Promise Engine';

/** Writes into ERPNext's REST API; a write is sent once and never repeated by itself. */
export class DocumentsWriter implements WriteBack {
  #user: string | undefined;

  constructor(
    private readonly client: ErpnextClient,
    /** Where people open the site, without a slash at the end. */
    private readonly publicUrl: string,
  ) {}

  async orderToWrite(id: string, withFields: boolean, limits: Limits): Promise<OrderToWrite | null> {
    const query = orderToWriteQuery(id.trim(), withFields ? PROMISE_FIELDS : []);
    try {
      const [row] = await this.client.list(query, limits);
      return row === undefined ? null : parseOrderToWrite(row, withFields);
    } catch (error) {
      if (!withFields || !isUnknownField(error)) throw asReadFault(error);
      const missing = await this.#missingFields(id, limits);
      throw missing.length === 0 ? asReadFault(error) : noField(missing);
    }
  }

  /** Carries the stamp that was read, because ERPNext lets the last writer win otherwise. */
  async setFields(
    { name, modified }: OrderToWrite,
    fields: PromiseFields,
    limits: WriteLimits,
  ): Promise<boolean> {
    const body = {
      modified,
      custom_otp_promise_date: fields.promise_date,
      custom_otp_confidence: fields.confidence,
    };
    try {
      await this.client.write('PUT', 'Sales Order', name, body, limits);
      return true;
    } catch (error) {
      const excType = error instanceof ErpnextFault ? error.more.excType : undefined;
      if (excType === 'TimestampMismatchError') return false;
      if (excType === 'UpdateAfterSubmitError')
        throw new OtpError(
          'ERPNEXT_NOT_PREPARED',
          `${PROMISE_FIELDS.join(' or ')} is not allowed on submit: npm run erpnext:install says what to do. Nothing was written.`,
          { cause: error },
        );
      throw asWriteFault(error, `the promise fields of Sales Order ${name}`);
    }
  }

  async hasComment(orderName: string, marker: string, limits: Limits): Promise<boolean> {
    // Who will have written it, too: later, between fields and comment, it would be one thing more to fail.
    const [names] = await Promise.all([
      this.#names(commentQuery(orderName, marker), limits),
      this.#ourUser(limits),
    ]);
    return names.length > 0;
  }

  async addComment(orderName: string, lines: readonly string[], limits: WriteLimits): Promise<void> {
    const body = {
      reference_doctype: 'Sales Order',
      reference_name: orderName,
      content: lines.map(html).join('<br>'),
      comment_email: await this.#ourUser(limits),
      comment_by: AUTHOR,
    };
    try {
      await this.client.callMethod('frappe.desk.form.utils.add_comment', body, limits);
    } catch (error) {
      throw asWriteFault(error, `the comment on Sales Order ${orderName}`);
    }
  }

  async findSuggestion(type: SuggestionType, marker: string, limits: Limits): Promise<string | null> {
    return (await this.#names(suggestionQuery(type, marker), limits))[0] ?? null;
  }

  async makeSuggestion(suggestion: Suggestion, limits: WriteLimits): Promise<string> {
    const { doctype } = SUGGESTED[suggestion.type];
    try {
      return parseName(await this.client.write('POST', doctype, null, suggestionBody(suggestion), limits));
    } catch (error) {
      throw asWriteFault(error, `the ${doctype}`);
    }
  }

  addressOf(type: SuggestionType, name: string): string {
    const page = SUGGESTED[type].doctype.toLowerCase().replaceAll(' ', '-');
    return `${this.publicUrl}/app/${page}/${encodeURIComponent(name)}`;
  }

  async #names(query: ListQuery, limits: Limits): Promise<readonly string[]> {
    try {
      return (await this.client.list(query, limits, 'documents')).map(parseName);
    } catch (error) {
      throw asReadFault(error);
    }
  }

  /** ERPNext does not say which field of a list it does not know. */
  async #missingFields(id: string, limits: Limits): Promise<readonly string[]> {
    const missing: string[] = [];
    // Without any of them first: what fails then is not for want of a field.
    for (const fields of [[], ...PROMISE_FIELDS.map((field) => [field])]) {
      try {
        await this.client.list(orderToWriteQuery(id, fields), limits);
      } catch (error) {
        if (fields.length === 0 || !isUnknownField(error)) throw asReadFault(error);
        missing.push(...fields);
      }
    }
    return missing;
  }

  /** A comment names who wrote it. */
  async #ourUser(limits: Limits): Promise<string> {
    try {
      this.#user ??= String(
        await this.client.method('frappe.auth.get_logged_user', 'the name of our user', limits),
      );
      return this.#user;
    } catch (error) {
      throw asReadFault(error);
    }
  }
}

/** What a list answers to a field that is not there: the latter to administrators. */
function isUnknownField(error: unknown): boolean {
  const excType = error instanceof ErpnextFault ? error.more.excType : undefined;
  return excType === 'DataError' || excType === 'OperationalError';
}

function noField(missing: readonly string[]): OtpError {
  return new OtpError(
    'ERPNEXT_NOT_PREPARED',
    `Sales Order has no custom field ${missing.join(' and no ')} in ERPNext, or our user may not see it: npm run erpnext:install makes it. Nothing was written.`,
  );
}
