import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, Agent } from 'undici';
import { type Delivery } from './outbox.js';

export interface RetryPolicy {
  readonly timeoutMs: number;
  /** Waits before the second and the third try after an answer that is an error. */
  readonly pausesMs: readonly number[];
}

export const sitePolicy: RetryPolicy = { timeoutMs: 5000, pausesMs: [1000, 4000] };

/** One background worker: it sends one webhook after the other and waits for each. */
export class DeliveryWorker {
  private readonly queue: Delivery[] = [];
  private readonly stopped = new AbortController();
  private readonly agent = new Agent();
  private running: Promise<void> | undefined;

  constructor(private readonly policy: RetryPolicy) {}

  readonly enqueue = (deliveries: readonly Delivery[]): void => {
    this.queue.push(...deliveries);
    if (this.queue.length > 0) this.running ??= this.work();
  };

  /** Resolves when everything that was queued has been sent or given up. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** What has not been sent yet is lost, as when a site is switched off. */
  async stop(): Promise<void> {
    this.queue.length = 0;
    this.stopped.abort();
    await this.running;
    await this.agent.destroy();
  }

  private async work(): Promise<void> {
    for (let delivery = this.queue.shift(); delivery !== undefined; delivery = this.queue.shift()) {
      await this.deliver(delivery);
    }
    this.running = undefined;
  }

  private async deliver(delivery: Delivery): Promise<void> {
    for (const pause of [...this.policy.pausesMs, 0]) {
      const outcome = await this.attempt(delivery);
      if (outcome === 'sent' || this.stopped.signal.aborted) return;
      // After a time-out the next try comes at once.
      if (outcome === 'refused')
        await sleep(pause, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private async attempt(delivery: Delivery): Promise<'sent' | 'refused' | 'timed out'> {
    const timeout = AbortSignal.timeout(this.policy.timeoutMs);
    try {
      const { statusCode, body } = await request(delivery.url, {
        method: 'POST',
        headers: headersOf(delivery),
        body: delivery.body,
        dispatcher: this.agent,
        signal: AbortSignal.any([timeout, this.stopped.signal]),
      });
      await body.dump();
      return statusCode < 400 ? 'sent' : 'refused';
    } catch {
      return timeout.aborted ? 'timed out' : 'refused';
    }
  }
}

function headersOf(delivery: Delivery): Record<string, string> {
  const { secret, body } = delivery;
  return {
    'user-agent': 'python-requests/2.32.5',
    ...Object.fromEntries(delivery.headers),
    ...(secret === undefined
      ? {}
      : { 'x-frappe-webhook-signature': createHmac('sha256', secret).update(body).digest('base64') }),
  };
}
