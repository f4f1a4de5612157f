import { Readable } from 'node:stream';
import { type BeforeApplicationShutdown, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '#libs/config';
import { OtpError } from '#libs/kernel';
import { shedBulkStream } from '../out/order.metrics.js';
import { PromiseClient } from '../out/promise.client.js';
import { BulkAnswer, type BulkBounds } from './bulk-answer.js';
import { elementsOf } from './bulk-body.js';
import type { BulkElement } from './bulk-elements.js';
import { runningCall } from './running-call.js';

/** What a caller who still sends is given to read the last line before the connection ends. */
const LAST_LINE_MS = 1_000;
const PIECES_AHEAD_BYTES = 64 * 1024;

@Controller('otp')
export class BulkController implements BeforeApplicationShutdown {
  private readonly bounds: BulkBounds;
  /** What stops the reading of each running stream. */
  private readonly running = new Set<AbortController>();

  constructor(
    @Inject(CONFIG) private readonly config: Config<'gateway'>,
    @Inject(PromiseClient) private readonly promises: PromiseClient,
  ) {
    this.bounds = {
      orders: config.BULK_ORDERS,
      windowOrders: config.BULK_WINDOW_ORDERS,
      windowBytes: config.BULK_WINDOW_BYTES,
    };
  }

  @Post('bulk-promise')
  @HttpCode(200)
  @RouteConfig({ bulkBody: true })
  async promise(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    endUnreadBody(request, reply);
    if (this.running.size >= this.config.BULK_STREAMS) {
      shedBulkStream.inc();
      throw new OtpError('UNAVAILABLE', 'Too many bulk streams are running.', { retryAfterSeconds: 5 });
    }
    const stop = new AbortController();
    this.running.add(stop);
    const idle = setTimeout(() => this.endIdle(request, stop), this.config.BULK_IDLE_TIMEOUT_MS);
    const stillGoing = (): unknown => idle.refresh();
    reply.raw.once('close', () => {
      clearTimeout(idle);
      this.running.delete(stop);
    });

    const { traceId, timeoutMs, signal } = runningCall(request);
    const answer = new BulkAnswer(
      this.promises,
      { traceId, timeoutMs, gone: signal, stop: stop.signal, withSummary: wantsSummary(request) },
      this.bounds,
    );
    const elements = await begun(noting(elementsIn(request, stop.signal), stillGoing));
    const pieces = Readable.from(noting(answer.pieces(elements), stillGoing), {
      objectMode: false,
      highWaterMark: PIECES_AHEAD_BYTES,
    });
    await reply.header('cache-control', 'no-store').type('application/x-ndjson').send(pieces);
  }

  /**
   * Short streams come to their end, as other calls do. The others end in time with what they have begun; their last
   * line says that it is not all.
   */
  beforeApplicationShutdown(): void {
    const endThem = (): void => {
      for (const stop of this.running) {
        stop.abort(
          new OtpError('UNAVAILABLE', 'This gateway stops. Send the orders that have no line again.'),
        );
      }
    };
    setTimeout(endThem, this.config.SHUTDOWN_GRACE_MS / 2).unref();
  }

  private endIdle(request: FastifyRequest, stop: AbortController): void {
    const seconds = this.config.BULK_IDLE_TIMEOUT_MS / 1_000;
    stop.abort(new OtpError('DEADLINE_EXCEEDED', `Nothing was sent or taken for ${seconds} seconds.`));
    // A reader that stands still takes no last line either.
    setTimeout(() => request.raw.destroy(), LAST_LINE_MS);
  }
}

/** After an answer that came before the end of the body the rest is not waited for. */
function endUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () => {
    if (!raw.complete) setTimeout(() => raw.destroy(), LAST_LINE_MS);
  });
}

function wantsSummary({ query }: FastifyRequest): boolean {
  const { summary } = query as { summary?: unknown };
  if (summary === undefined || summary === 'false') return false;
  if (summary === 'true') return true;
  throw new OtpError('BAD_REQUEST', 'The parameter summary must be true or false.');
}

function elementsIn(request: FastifyRequest, stop: AbortSignal): AsyncGenerator<readonly BulkElement[]> {
  if (request.bulkSplitter === undefined) throw new Error('The body was not left for this route.');
  return elementsOf(request.raw, request.bulkSplitter, stop);
}

/** Waits for the first order, so that what is no list of orders at all is refused with a status. */
async function begun(
  elements: AsyncGenerator<readonly BulkElement[]>,
): Promise<AsyncIterable<readonly BulkElement[]>> {
  const { value: first = [] } = (await elements.next()) as { value?: readonly BulkElement[] };
  const [element] = first;
  if (element !== undefined && 'fault' in element && element.endsBody) throw element.fault;
  return (async function* () {
    yield first;
    yield* elements;
  })();
}

async function* noting<T>(source: AsyncIterable<T>, note: () => void): AsyncGenerator<T> {
  for await (const each of source) {
    note();
    yield each;
  }
}
