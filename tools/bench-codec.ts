import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { decode, encode } from '@msgpack/msgpack';
import type { stock } from '#libs/contracts';
import { decodeSnapshot, encodeSnapshot } from '../libs/redis/src/codec.js';
import { benchmarkSnapshot, type Size, sizes } from './bench-codec/snapshots.js';
import { median } from './bench/statistics.js';

const help = `Measures how item snapshots could be kept in Redis: their size, and the time to encode and decode one.

  npm run bench:codec -- [--rounds 5] [--json FILE]

The codecs take turns; each figure is the median of all rounds.
`;
const ROUND_MS = 150;
/** Different snapshots of each size, so that nothing is measured that only holds for one. */
const VARIETY = 64;

interface Codec {
  encode(snapshot: stock.ItemSnapshot): Buffer;
  decode(bytes: Buffer): unknown;
}

const codecs: Readonly<Record<string, Codec>> = {
  json: {
    encode: (snapshot) => Buffer.from(JSON.stringify(snapshot)),
    decode: (bytes) => JSON.parse(bytes.toString()) as unknown,
  },
  messagepack: { encode: (snapshot) => Buffer.from(encode(snapshot)), decode: (bytes) => decode(bytes) },
  protobuf: { encode: encodeSnapshot, decode: decodeSnapshot },
};

/** Microseconds of one call. */
function timeOf<T>(inputs: readonly T[], call: (input: T) => unknown): number {
  const begin = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (const input of inputs) call(input);
    calls += inputs.length;
    elapsed = performance.now() - begin;
  }
  return (elapsed * 1_000) / calls;
}

interface Row {
  readonly codec: string;
  readonly bytes: number;
  readonly encodeUs: number;
  readonly decodeUs: number;
}

function measure(size: Size, rounds: number): Row[] {
  const snapshots = Array.from({ length: VARIETY }, (_, at) => benchmarkSnapshot(size, at * 131));
  const candidates = Object.entries(codecs).map(([name, codec]) => ({
    name,
    codec,
    encoded: snapshots.map((snapshot) => codec.encode(snapshot)),
    encodes: [] as number[],
    decodes: [] as number[],
  }));
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const { codec, encoded, encodes, decodes } of candidates) {
      const times = [
        timeOf(snapshots, (one) => codec.encode(one)),
        timeOf(encoded, (one) => codec.decode(one)),
      ] as const;
      if (round === 0) continue;
      encodes.push(times[0]);
      decodes.push(times[1]);
    }
  return candidates.map(({ name, encoded, encodes, decodes }) => ({
    codec: name,
    bytes: Math.round(encoded.reduce((sum, { length }) => sum + length, 0) / encoded.length),
    encodeUs: Number(median(encodes).toFixed(2)),
    decodeUs: Number(median(decodes).toFixed(2)),
  }));
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.help || !Number.isInteger(rounds) || rounds < 3) {
    process.stdout.write(`${help}${values.help ? '' : 'At least 3 rounds.\n'}`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const figures: Record<string, number> = {};
  process.stdout.write('item      bins  inbound  codec          bytes  encode µs  decode µs\n');
  for (const [size, { bins, inbound }] of Object.entries(sizes) as [
    Size,
    { bins: number; inbound: number },
  ][])
    for (const { codec, bytes, encodeUs, decodeUs } of measure(size, rounds)) {
      process.stdout.write(
        `${size.padEnd(8)} ${String(bins).padStart(5)} ${String(inbound).padStart(8)}  ${codec.padEnd(12)} ` +
          `${String(bytes).padStart(7)} ${encodeUs.toFixed(2).padStart(10)} ${decodeUs.toFixed(2).padStart(10)}\n`,
      );
      figures[`codec_${codec}_${size}_bytes`] = bytes;
      figures[`codec_${codec}_${size}_encode_us`] = encodeUs;
      figures[`codec_${codec}_${size}_decode_us`] = decodeUs;
    }
  if (values.json !== undefined) {
    const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', node: process.version };
    writeFileSync(values.json, `${JSON.stringify({ ...figures, ...machine }, null, 2)}\n`);
  }
}

main();
