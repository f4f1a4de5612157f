/* global performance, setTimeout */
// A process that records spans as told over IPC: the edge of orders that share a batch, or the one who serves it.
import { startTracing, stopTracing, tracing } from '../../../../dist/libs/observability/src/index.js';

const say = (message) => process.send(message);
const busy = (ms) => {
  for (const end = performance.now() + ms; performance.now() < end;);
};
let answered = () => undefined;

const work = {
  start: ({ ratio }) => {
    startTracing({ ratio, chosenByCallers: 2, heldSpans: 1_000, rescue: { slowest: 1, failed: 5 } });
    tracing()?.announceBy((message) => say({ announce: message }));
    say({ started: tracing() !== undefined });
  },

  /** So many orders in one batch; the first fails when `fails` says so. */
  orders: async ({ count, fails = false, traceparent }) => {
    const requests = Array.from({ length: count }, () => {
      const request = tracing().enter('request', traceparent);
      request.set('http.request.method', 'POST').set('http.route', '/otp/promise').set('otp.order.lines', 7);
      const check = request.begin('validateOrder').set('otp.order.lines', 7);
      busy(0.2);
      check.end();
      return request;
    });
    const batch = tracing().share('callPromise', requests).set('otp.batch.size', count);
    const travels = requests.map((request) => request.begin('orderTravels').linkTo(batch));
    const done = new Promise((resolve) => (answered = resolve));
    say({ call: batch.traceparent });
    await done;
    batch.end();
    for (const [place, request] of requests.entries()) {
      travels[place].end();
      request
        .set('otp.supply.source', 'REPLICA')
        .set('http.response.status_code', fails && place === 0 ? 500 : 200);
      tracing().leave(request, fails && place === 0);
    }
    say({ left: requests.map(({ trace }) => trace.id) });
  },

  serve: async ({ call }) => {
    const served = tracing().serve('servePromise', call);
    await new Promise((resolve) => setTimeout(resolve, 3));
    const calculated = served.begin('calculate');
    busy(4);
    calculated.end();
    served.end();
    say({ answered: true });
  },

  answered: () => answered(),
  receive: ({ message }) => tracing().receive(message),
  stop: async () => {
    await stopTracing();
    process.disconnect();
  },
};

process.on('message', (message) => void work[message.do](message));
