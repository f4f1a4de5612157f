import { check } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { Gauge, Rate, Trend } from 'k6/metrics';
import { faultOf } from './checks.ts';
import { measures } from './measures.ts';
import type { Asked } from './orders.ts';
import { settings } from './settings.ts';

const ms = new Trend(measures.ms, true);
const wrong = new Rate(measures.wrong);
const began = new Gauge(measures.began);

/** More than any deadline of the engine's own. */
const TIMEOUT = '5s';
const ADDRESS = `${settings.url}/otp/promise`;
const headers = {
  'content-type': 'application/json',
  ...(settings.key === undefined ? {} : { authorization: `Bearer ${settings.key}` }),
};
const params = { headers, timeout: TIMEOUT, responseType: 'text' } as const;

/** Asks for a promise. */
export function send({ request }: Asked): RefinedResponse<'text'> {
  return http.post(ADDRESS, JSON.stringify(request), params);
}

/** Asks for a promise, judges the answer and records both. */
export function ask(asked: Asked, tags: Record<string, string> = {}): void {
  const { status, body, timings } = send(asked);
  const fault = faultOf(
    asked,
    { status, body: body ?? '' },
    { today: new Date().toISOString().slice(0, 10), dataSource: settings.dataSource },
  );
  if (status !== 0) ms.add(timings.duration + timings.connecting + timings.tls_handshaking, tags);
  wrong.add(fault !== undefined, tags);
  if (fault !== undefined) check(null, { [fault]: () => false });
}

let toldOf = '';

/** Says when recording began, in milliseconds since 1970, for those who measure beside it: once a user. */
export function tellBegin(atMs = exec.scenario.startTime): void {
  const { name } = exec.scenario;
  if (toldOf !== name) began.add(atMs);
  toldOf = name;
}
