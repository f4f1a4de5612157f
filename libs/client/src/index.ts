import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './gen/api.js';

/** The shapes of bodies and answers, by their names in the description of the API. */
export type Schemas = components['schemas'];

export interface ClientOptions {
  /** Of the engine, for example http://127.0.0.1:8080. */
  readonly url: string;
  /** An API key, where keys are required. */
  readonly key?: string | undefined;
}

/**
 * Calls the engine over HTTP: `client.POST('/otp/promise', { body })`. Resolves with `data`, or with `error`,
 * a problem document, and with the `response`; rejects when there is no answer at all.
 */
export function createOtpClient({ url, key }: ClientOptions): Client<paths> {
  return createClient<paths>({
    baseUrl: url,
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });
}
