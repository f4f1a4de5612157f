import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Below the range from which systems take the near ends of connections: a restart finds its port free. */
const PRIVATE_PORTS = { from: 10_240, to: 32_768 } as const;

/** Why a port of loopback can't be listened on, as an errno code; undefined: it is free. */
export function portFault(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** `count` different free ports of loopback, none of them in `except`. */
export async function freePorts(count: number, except: readonly number[]): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(PRIVATE_PORTS.from, PRIVATE_PORTS.to);
    if (!except.includes(port) && (await portFault(port)) === undefined) found.add(port);
  }
  return [...found];
}

/** Whether a process accepts connections on this port of loopback. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
