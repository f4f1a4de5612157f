import { isOtpError, OtpError } from '#libs/kernel';
import type { Limits } from '../limits.js';
import type { InTurn } from './in-turn.js';
import { unknown } from './show-documents.js';
import type { OrderToWrite, PromiseFields, WriteBack, WriteLimits } from './write-back.port.js';

export interface PromiseToApply extends PromiseFields {
  readonly sales_order_id: string;
  readonly add_comment: boolean;
  readonly set_custom_field: boolean;
  readonly comment_text: string | null;
  /** Stands in the comment, so that it is found again. */
  readonly marker: string;
}

export interface AppliedPromise {
  readonly sales_order_id: string;
  /** What now stands in ERPNext, whether this call wrote it or one before. */
  readonly actions_taken: readonly string[];
}

/** Writes a promise into its Sales Order, once however often it is told to. Rejects with an OtpError. */
export class ApplyPromise {
  constructor(
    private readonly writeBack: WriteBack,
    private readonly turns: InTurn,
  ) {}

  /** What has begun is brought to its end within the deadline, also when the caller goes away. */
  apply(promise: PromiseToApply, { deadline, span }: Limits): Promise<AppliedPromise> {
    const { add_comment, set_custom_field } = promise;
    const id = JSON.stringify([promise.marker, add_comment, set_custom_field]);
    const { signal } = new AbortController();
    return this.turns.run(`Sales Order ${promise.sales_order_id.trim().toLowerCase()}`, id, (hold) =>
      this.#apply(promise, { deadline, signal, hold, span }),
    );
  }

  async #apply(promise: PromiseToApply, limits: WriteLimits): Promise<AppliedPromise> {
    const order = await this.#order(promise, limits);
    const isCommented =
      promise.add_comment && (await this.writeBack.hasComment(order.name, promise.marker, limits));
    // First what ERPNext is most likely to refuse: then nothing at all is written.
    if (promise.set_custom_field) await this.#setFields(order, promise, limits);
    if (promise.add_comment && !isCommented) await this.#comment(order.name, promise, limits);
    return {
      sales_order_id: order.name,
      actions_taken: [
        ...(promise.add_comment ? ['add_comment'] : []),
        ...(promise.set_custom_field ? ['set_custom_field'] : []),
      ],
    };
  }

  async #order(promise: PromiseToApply, limits: Limits): Promise<OrderToWrite> {
    const { sales_order_id: id, set_custom_field: withFields } = promise;
    const order = await this.writeBack.orderToWrite(id, withFields, limits);
    if (order === null) throw unknown('SALES_ORDER_UNKNOWN', 'Sales Order', id);
    if (order.cancelled)
      throw new OtpError(
        'SALES_ORDER_CANCELLED',
        `Sales Order ${order.name} is cancelled. Nothing was written.`,
      );
    return order;
  }

  async #setFields(found: OrderToWrite, promise: PromiseToApply, limits: WriteLimits): Promise<void> {
    if (isSet(found, promise) || (await this.writeBack.setFields(found, promise, limits))) return;
    const changed = await this.#order(promise, limits);
    if (isSet(changed, promise) || (await this.writeBack.setFields(changed, promise, limits))) return;
    throw new OtpError(
      'SALES_ORDER_CHANGING',
      `Sales Order ${found.name} was changed by somebody else at both attempts. Nothing was written.`,
    );
  }

  async #comment(name: string, promise: PromiseToApply, limits: WriteLimits): Promise<void> {
    const { promise_date: date, confidence, comment_text: text, marker } = promise;
    const lines = [
      `Promise date ${date}, confidence ${confidence}.`,
      ...(text?.split(/\r?\n/) ?? []),
      `(${marker})`,
    ];
    try {
      await this.writeBack.addComment(name, lines, limits);
    } catch (error) {
      if (!promise.set_custom_field || !isOtpError(error)) throw error;
      throw new OtpError(
        error.code,
        `The fields of Sales Order ${name} are set, but its comment may be missing: send the same call again. ${error.detail}`,
        {
          ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
          cause: error,
        },
      );
    }
  }
}

function isSet({ fields }: OrderToWrite, wanted: PromiseFields): boolean {
  return fields?.promise_date === wanted.promise_date && fields.confidence === wanted.confidence;
}
