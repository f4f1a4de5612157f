import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#libs/config';
import { type Logger, nestLogger } from '#libs/observability';
import { acceptJsonOnly, BODY_LIMIT_BYTES } from './adapters/in/json-body.js';
import { ProblemFilter } from './adapters/in/problem.filter.js';
import { startCall } from './adapters/in/running-call.js';
import { GatewayModule } from './gateway.module.js';

/** The HTTP edge, ready to listen. */
export async function createGateway(
  config: Config<'gateway'>,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // Requests that arrive on kept connections while we drain are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // nginx keeps idle connections for 60 s; ours must live longer, or it meets closed ones.
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(config, logger), adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
  });
  const fastify = adapter.getInstance();
  acceptJsonOnly(fastify);
  fastify.addHook('onRequest', startCall(config.REQUEST_TIMEOUT_MS));
  app.useGlobalFilters(new ProblemFilter(logger, fastify));
  return app;
}
