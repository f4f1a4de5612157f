import { promise } from '#libs/contracts';
import { callInParts, createClient, fromFault } from '#libs/grpc';
import { errorKinds, isOtpError, type OtpError } from '#libs/kernel';
import { type Posted } from './judgement.js';

const PATIENCE_MS = 30_000;

/** Somebody who can be asked for promises. */
export interface Asked {
  readonly name: string;
  /** Never rejects: without an answer the HTTP status is 0. */
  ask(order: unknown): Promise<Posted>;
  close(): void;
}

export const ENGINE = 'the engine';

/** The engine as its users see it. `apiKey`: sent as a bearer token. */
export function theEngine(url: string, apiKey?: string): Asked {
  const ask = async (order: unknown) => {
    const response = await fetch(`${url}/otp/promise`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-timeout': String(PATIENCE_MS),
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(2 * PATIENCE_MS),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { httpStatus: response.status, body: json ? (JSON.parse(text) as unknown) : text };
  };
  return { name: ENGINE, ask: timed(ask), close: () => undefined };
}

/** One instance of the promise service, host:port, past the gateways; it is for orders of valid shape alone. */
export function anInstance(address: string): Asked {
  const client = createClient(promise.PromiseServiceClient, [address], { repeats: false });
  const ask = async (order: unknown) => {
    const request = promise.PromiseRequest.encode(order as promise.PromiseRequest).finish();
    let answer: { httpStatus: number; body: unknown } = { httpStatus: 0, body: 'no outcome' };
    const onPart = ({ outcomes }: promise.PromiseBatchResponse) => {
      for (const { promise_json, fault } of outcomes) {
        if (promise_json)
          answer = { httpStatus: 200, body: JSON.parse(Buffer.from(promise_json).toString()) };
        else answer = problemOf(fault && fromFault(fault));
      }
    };
    try {
      await callInParts(
        client,
        'promise service',
        promise.PromiseServiceService.promiseBatch,
        { orders: [{ request, timeout_ms: PATIENCE_MS }] },
        { deadline: performance.now() + PATIENCE_MS, signal: new AbortController().signal, onPart },
      );
    } catch (error) {
      return isOtpError(error) ? problemOf(error) : { httpStatus: 0, body: String(error) };
    }
    return answer;
  };
  return { name: `the instance at ${address}`, ask: timed(ask), close: () => client.close() };
}

/** As the gateway words it, in the fields that are looked at. */
function problemOf(fault: OtpError | null | undefined): { httpStatus: number; body: unknown } {
  if (!fault) return { httpStatus: 0, body: 'an outcome without a promise and without a fault' };
  const { http: status, title } = errorKinds[fault.code];
  const { code, detail, violations: errors } = fault;
  const body = { type: code, code, title, status, detail, errors };
  return { httpStatus: status, body };
}

function timed(ask: (order: unknown) => Promise<{ httpStatus: number; body: unknown }>) {
  return async (order: unknown): Promise<Posted> => {
    const before = Date.now();
    try {
      const answer = await ask(order);
      return { ...answer, before, after: Date.now() };
    } catch (error) {
      return { httpStatus: 0, body: String(error), before, after: Date.now() };
    }
  };
}
