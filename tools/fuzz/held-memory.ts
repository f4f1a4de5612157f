const BYTES_PER_MIB = 1024 * 1024;
/** What one collection frees may hold on to what the next one frees. */
const COLLECTIONS = 2;
const PATIENCE_MS = 30_000;

interface HeapUsage {
  readonly usedSize: number;
  /** Of buffers. */
  readonly backingStorageSize: number;
}

/**
 * What a Node process holds, in MiB, after its garbage is collected. `url`: where it listens for a debugger, as it
 * printed it. Rejects when it does not answer.
 */
export async function heldMb(url: string): Promise<number> {
  const socket = new WebSocket(url);
  try {
    await heard(socket, 'open');
    for (let times = 0; times < COLLECTIONS; times += 1) await ask(socket, 'HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = (await ask(socket, 'Runtime.getHeapUsage')) as HeapUsage;
    return (usedSize + backingStorageSize) / BYTES_PER_MIB;
  } finally {
    socket.close();
  }
}

/** One question at a time. */
async function ask(socket: WebSocket, method: string): Promise<unknown> {
  socket.send(JSON.stringify({ id: 1, method }));
  const answer = (await heard(socket, 'message')) as MessageEvent;
  const { result, error } = JSON.parse(String(answer.data)) as {
    readonly result?: unknown;
    readonly error?: object;
  };
  if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
  return result;
}

function heard(socket: WebSocket, event: 'open' | 'message'): Promise<Event> {
  return new Promise((resolve, reject) => {
    const over = AbortSignal.timeout(PATIENCE_MS);
    const fail = (): void => reject(new Error(`No ${event} from ${socket.url}.`));
    socket.addEventListener(event, resolve, { once: true, signal: over });
    socket.addEventListener('error', fail, { once: true, signal: over });
    over.addEventListener('abort', fail, { once: true });
  });
}
