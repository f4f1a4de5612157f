import { Counter } from 'prom-client';
import { metrics } from '#libs/observability';

const shed = new Counter({
  name: 'otp_shed_total',
  help: 'Work that was refused at once so that the rest stays fast: items_waiting; waited_too_long are orders.',
  labelNames: ['reason'] as const,
  registers: [metrics],
});

export const shedLateOrder = shed.labels('waited_too_long');
export const shedItems = shed.labels('items_waiting');
// Known from the beginning, so that the first one is an increase.
for (const reason of [shedLateOrder, shedItems]) reason.inc(0);
