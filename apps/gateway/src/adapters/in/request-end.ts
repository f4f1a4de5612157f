import type { FastifyRequest } from 'fastify';
import { type Span, tracing } from '#libs/observability';
import { anyone } from './authentication.js';
import { countRequest, endpointOf } from './request.metrics.js';
import { dataSourceOf, type RequestLog } from './request-log.js';
import { type CallFacts, runningCall } from './running-call.js';

/** Gives what is told of each request when its answer is out: to the log, the metrics, and its trace. */
export function noteEnd(log: RequestLog) {
  return (request: FastifyRequest, status: number): void => {
    const { beganAt, traceId, requestId, facts, span } = runningCall(request);
    const { url, config } = request.routeOptions;
    const endpoint = endpointOf(request.is404 ? undefined : url);
    const ms = performance.now() - beganAt;
    const isLogged = log.write({
      ...{ method: request.method, endpoint, status, ms, traceId, requestId },
      caller: request.caller === anyone ? undefined : request.caller?.id,
      mayTakeLong: config?.bulkBody === true,
      ...{ lines: facts.lines, promise: facts.promise, fault: facts.fault },
    });
    countRequest(endpoint, status, ms, isLogged || span?.sampled ? traceId : undefined);
    if (span !== undefined) {
      span.set('http.request.method', request.method).set('http.route', endpoint);
      endSpan(span, status, facts);
    }
  };
}

function endSpan(span: Span<'request'>, status: number, { lines, promise }: CallFacts): void {
  span.set('http.response.status_code', status);
  if (lines !== undefined) span.set('otp.order.lines', lines);
  const source = promise && dataSourceOf(promise);
  if (source !== undefined) span.set('otp.supply.source', source);
  tracing()?.leave(span, status >= 500);
}
