import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { stock } from '#libs/contracts';
import { SyncClient } from '../out/sync.client.js';
import { runningCall } from './running-call.js';

@Controller('api/sync')
export class SyncController {
  constructor(@Inject(SyncClient) private readonly client: SyncClient) {}

  @Get()
  @Header('cache-control', 'no-store')
  async sync(@Req() request: FastifyRequest) {
    const { covered_until_ms, running, last, ...state } = await this.client.sync(runningCall(request));
    return { ...state, covered_until: instant(covered_until_ms), running: run(running), last: run(last) };
  }
}

function run(of: stock.SyncRun | null | undefined) {
  if (!of) return null;
  const { started_at_ms, ended_at_ms, ...rest } = of;
  return { ...rest, started_at: instant(started_at_ms), ended_at: instant(ended_at_ms) };
}

const instant = (ms: number | null | undefined): string | null =>
  typeof ms === 'number' ? new Date(ms).toISOString() : null;
