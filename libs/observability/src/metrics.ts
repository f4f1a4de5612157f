import { createServer } from 'node:http';
import { Registry } from 'prom-client';

/** All metrics of this process, in the Prometheus text format. */
export const metrics = new Registry();

export interface MetricsServer {
  close(): Promise<void>;
}

/** Serves `GET /metrics` on a port of its own, so that no customer ever meets it. Port 0: not at all. */
export async function serveMetrics(host: string, port: number): Promise<MetricsServer> {
  if (port === 0) return { close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
