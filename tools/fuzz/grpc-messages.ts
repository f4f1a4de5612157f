import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  createFileRegistry,
  type DescField,
  type DescMessage,
  type DescMethod,
  fromBinary,
  ScalarType,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Random } from '../../test/oracle/random.js';

const DEEPEST = 4;

/** The methods of all services of the contracts, by the full name of their service. */
export function contractMethods(root: string): ReadonlyMap<string, readonly DescMethod[]> {
  const set = execFileSync(process.execPath, [join(root, 'node_modules/.bin/buf'), 'build', '-o', '-'], {
    cwd: join(root, 'proto'),
    maxBuffer: 64 * 1024 * 1024,
  });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, set));
  const services = [...registry].filter((type) => type.kind === 'service');
  return new Map(services.map((service) => [service.typeName, service.methods]));
}

/** A message of this type on the wire: its fields with values that are often known, odd or far too large. */
export function messageBytes(type: DescMessage, random: Random, depth = 0): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of type.fields) {
    const isMany = field.fieldKind === 'list' || field.fieldKind === 'map';
    const most = isMany ? (random.happens(0.02) ? 600 : 3) : random.happens(0.05) ? 2 : 1;
    const count = random.integer(random.happens(0.8) ? 1 : 0, most);
    for (let done = 0; done < count; done += 1) writeField(writer, field, random, depth);
  }
  return writer.finish();
}

/** Changes some bytes, cuts the end off, or puts a part in twice. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  switch (random.integer(0, 2)) {
    case 0:
      for (let changes = random.integer(1, 8); changes > 0 && copy.length > 0; changes -= 1)
        copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
      return copy;
    case 1:
      return copy.subarray(0, random.integer(0, copy.length));
    default:
      return Buffer.concat([copy, copy.subarray(random.integer(0, copy.length))]);
  }
}

function writeField(writer: BinaryWriter, field: DescField, random: Random, depth: number): void {
  const { number, message } = field;
  if (field.fieldKind === 'map') {
    writer.tag(number, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(text(random));
    writer.tag(2, WireType.LengthDelimited).string(text(random)).join();
  } else if (message !== undefined) {
    const bytes = depth === DEEPEST ? new Uint8Array() : messageBytes(message, random, depth + 1);
    writer.tag(number, WireType.LengthDelimited).bytes(bytes);
  } else {
    const scalar = field.fieldKind === 'scalar' || field.fieldKind === 'list' ? field.scalar : undefined;
    writeScalar(writer, number, scalar ?? ScalarType.INT32, random);
  }
}

function writeScalar(writer: BinaryWriter, number: number, type: ScalarType, random: Random): void {
  switch (type) {
    case ScalarType.STRING:
      writer.tag(number, WireType.LengthDelimited).string(text(random));
      return;
    case ScalarType.BYTES:
      writer.tag(number, WireType.LengthDelimited).bytes(Buffer.from(text(random), 'latin1'));
      return;
    case ScalarType.DOUBLE:
      writer.tag(number, WireType.Bit64).double(random.oneOf(numbers));
      return;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      writer.tag(number, WireType.Bit32).fixed32(random.integer(0, 2 ** 32 - 1));
      return;
    default:
      writer.tag(number, WireType.Varint).int64(random.oneOf(integers));
  }
}

function text(random: Random): string {
  if (random.happens(0.7)) return random.oneOf(texts);
  return String.fromCodePoint(
    ...Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 0xd7ff)),
  );
}

const texts = [
  ...[
    'BOLT-M8',
    'BOLT-M8',
    'Stores - AP',
    'All Warehouses - AP',
    'Nos',
    'C',
    '2099-01-01',
    'HIGH',
    '09:00',
    'UTC',
  ],
  ...[
    'SAL-ORD-2026-00001',
    'SAL-ORD-1999-00001',
    '',
    ' ',
    '%',
    '_',
    'a","=","b',
    '../../x?',
    'a\r\nX: y',
    '\u0000',
  ],
  ...['__proto__', 'constructor', '9999-12-31', '0000-00-00', '2026-02-30', '24:00', 'Europe/Atlantis', '🔩'],
  ...['x'.repeat(141), 'x'.repeat(100_000), `${'a'.repeat(30_000)}!`],
];
const numbers = [0, -0, 1, -1, 0.1, 1e-9, 1e9, 1e308, 5e-324, NaN, Infinity, -Infinity, 3];
const integers = [
  0,
  1,
  2,
  5,
  20,
  100,
  1_000,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2 ** 53 - 1,
  1_900_000_000_000,
];
