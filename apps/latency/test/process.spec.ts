import { join } from 'node:path';
import { freePort, projectFolder, runChild, waitFor } from '#libs/testing';

it('starts as a process with what its variables say, serves, and ends when it is told to', async () => {
  const [port, grpcPort] = [await freePort(), await freePort()];
  const main = join(projectFolder, 'dist/apps/latency/src/main.js');
  const latency = await runChild([process.execPath, main], {
    LATENCY_PORT: String(port),
    LATENCY_GRPC_PORT: String(grpcPort),
  });
  const answer = await waitFor(() => fetch(`http://127.0.0.1:${port}/api/breakdown?format=text`), {
    what: 'the latency service',
  });
  expect(await answer.text()).toContain('Whole request');
  expect(await latency.stop('SIGTERM')).toBe(0);
}, 20_000);
