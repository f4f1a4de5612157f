import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { connectRedis, type RedisConnection, TraceChannel } from '../src/index.js';
import { configOf } from './snapshots.js';

let server: RedisProcess;
let channels: TraceChannel[] = [];

beforeEach(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const channel of channels) channel.close();
  channels = [];
  await server.stop();
});

const connect = (blocking: boolean): RedisConnection =>
  connectRedis(configOf({ REDIS_URL: server.url }), { blocking });

function open(): { channel: TraceChannel; told: string[] } {
  const told: string[] = [];
  const channel = new TraceChannel(connect(false), connect(true));
  channels.push(channel);
  channel.listen((message) => told.push(message));
  return { channel, told };
}

it('tells every process what one says, itself included', async () => {
  const [one, two] = [open(), open()];
  await waitFor(() => {
    one.channel.say('keep a');
    return one.told.includes('keep a') && two.told.includes('keep a');
  });
});

it('tells the share that was set, also who comes later or whose connection comes back', async () => {
  const first = open();
  await waitFor(() => first.channel.setShare(0.5).then(() => true));
  await waitFor(() => first.told.includes('ratio 0.5'));
  const later = open();
  await waitFor(() => later.told.includes('ratio 0.5'));

  await server.kill();
  await server.restart();
  await waitFor(() => first.channel.setShare(0.25).then(() => true));
  await waitFor(() => first.told.includes('ratio 0.25') && later.told.includes('ratio 0.25'));
  await first.channel.setShare('off');
  await waitFor(() => first.told.includes('ratio off'));
  expect(await first.channel.share()).toBe('off');
  await first.channel.setShare(undefined);
  expect(await first.channel.share()).toBeUndefined();
  await waitFor(() => later.told.includes('ratio default'));
});
