import 'reflect-metadata';
import { runService } from '#libs/service';
import { createGateway } from './gateway.js';

await runService('gateway', async (config, logger) => {
  const app = await createGateway(config, logger);
  await app.listen(config.GATEWAY_PORT, config.GATEWAY_HOST);
  logger.info({ url: await app.getUrl() }, 'listening');
  return app;
});
