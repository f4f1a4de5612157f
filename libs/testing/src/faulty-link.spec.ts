import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FaultyLink } from './faulty-link.js';
import { waitFor } from './wait-for.js';

/** Answers with what it gets, and says "bye" when nothing more comes. */
function echoServer(): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('end', () => socket.end('bye'));
  });
}

interface Caller {
  readonly socket: Socket;
  readonly received: () => string;
  /** 'ended' or the code of an error. */
  readonly over: Promise<string>;
}

let server: Server;
let link: FaultyLink;
const callers: Socket[] = [];

beforeEach(async () => {
  server = echoServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  link = await FaultyLink.to((server.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const socket of callers.splice(0)) socket.destroy();
  await link.close();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
});

async function call(): Promise<Caller> {
  const socket = connect({ port: link.port, host: '127.0.0.1' });
  callers.push(socket);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const over = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => resolve('ended'));
  });
  await Promise.race([once(socket, 'connect'), over]);
  return { socket, over, received: () => Buffer.concat(chunks).toString() };
}

/** Says it and waits for the echo; gives back how long it took. */
async function roundTrip({ socket, received }: Caller, text: string): Promise<number> {
  const before = performance.now();
  const expected = received() + text;
  socket.write(text);
  await waitFor(() => received() === expected, { everyMs: 1 });
  return performance.now() - before;
}

describe('a link between two processes', () => {
  it('passes on what both say, on several connections, and their ends', async () => {
    const [first, second] = [await call(), await call()];
    await roundTrip(first, 'one');
    await roundTrip(second, 'two');
    const large = 'x'.repeat(3_000_000);
    await roundTrip(first, large);
    first.socket.end('last');
    expect(await first.over).toBe('ended');
    expect(first.received()).toBe(`one${large}lastbye`);
    await roundTrip(second, 'three');
  });

  it('cuts: breaks what is open and what is new, until it passes again', async () => {
    const before = await call();
    await roundTrip(before, 'one');
    link.set({ traffic: 'cut' });
    expect(await before.over).toBe('ECONNRESET');
    expect(await (await call()).over).toBe('ECONNRESET');
    await waitFor(() => link.open === 0);
    link.set({});
    await roundTrip(await call(), 'two');
  });

  it('is silent: takes everything, tells nothing, and hands it on later', async () => {
    const before = await call();
    await roundTrip(before, 'one');
    link.set({ traffic: 'silent' });
    const during = await call();
    before.socket.write('two');
    during.socket.write('three');
    // Whatever goes through the other link has overtaken it.
    const other = await FaultyLink.to((server.address() as AddressInfo).port);
    const witness = connect({ port: other.port, host: '127.0.0.1' });
    witness.write('four');
    await once(witness, 'data');
    witness.destroy();
    await other.close();
    expect([before.received(), during.received()]).toEqual(['one', '']);
    link.set({});
    await waitFor(() => before.received() === 'onetwo' && during.received() === 'three');
  });

  it('cuts what was silent', async () => {
    link.set({ traffic: 'silent' });
    const caller = await call();
    caller.socket.write('lost');
    link.set({ traffic: 'cut' });
    expect(await caller.over).toBe('ECONNRESET');
    expect(caller.received()).toBe('');
  });

  it('delays a round trip once, and what is on its way together together', async () => {
    const caller = await call();
    await roundTrip(caller, 'warm');
    link.set({ delayMs: 400 });
    expect(await roundTrip(caller, 'one')).toBeGreaterThanOrEqual(399);
    const took = await Promise.all(
      [await call(), await call(), await call()].map((each) => roundTrip(each, 'all')),
    );
    expect(Math.max(...took)).toBeLessThan(800);
  });

  it('throttles', async () => {
    const caller = await call();
    link.set({ bytesPerSecond: 10_000 });
    // A tenth of a second there and another one back, less what overlaps.
    expect(await roundTrip(caller, 'x'.repeat(1_000))).toBeGreaterThanOrEqual(99);
  });

  it('tells its caller when there is no target', async () => {
    const gone = await FaultyLink.to(1);
    const socket = connect({ port: gone.port, host: '127.0.0.1' });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await gone.close();
  });

  it('comes to its end while a target refuses it', async () => {
    const gone = await FaultyLink.to(1);
    const socket = connect({ port: gone.port, host: '127.0.0.1' }).on('error', () => undefined);
    while (gone.open < 2) await nextTurn();
    await gone.close();
    expect(gone.open).toBe(0);
    socket.destroy();
  });

  it('leaves nothing open', async () => {
    const caller = await call();
    await roundTrip(caller, 'one');
    await link.close();
    expect(await caller.over).toBe('ECONNRESET');
    expect(link.open).toBe(0);
    link = await FaultyLink.to((server.address() as AddressInfo).port);
  });
});
