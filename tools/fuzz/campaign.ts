import { Random } from '../../test/oracle/random.js';
import { projectFolder } from '../../libs/testing/src/child-run.js';
import type { FuzzKind } from './attempt.js';
import { describedKind } from './described-kind.js';
import { FuzzedCluster, grown, type Memory, type MostGrowth } from './fuzzed-cluster.js';
import { grpcKinds } from './grpc-kinds.js';
import { contractMethods } from './grpc-messages.js';
import { http2Kinds } from './http2-kind.js';
import { httpKinds } from './http-kinds.js';
import { Tally } from './tally.js';

export interface CampaignOptions {
  readonly requests: number;
  /** When no more are sent. */
  readonly seconds: number;
  /** The same number draws the same attempts. */
  readonly seed: number;
  /** What each process may have grown by in the end, against the time when it was warm. */
  readonly mostGrowth: MostGrowth;
  /** Told now and then how many requests have been sent. */
  readonly onProgress?: (sent: number) => void;
}

export interface CampaignReport {
  readonly tally: Tally;
  readonly seconds: number;
  readonly warm: Memory;
  readonly after: Memory;
  /** What must not have happened: none is a pass. */
  readonly faults: readonly string[];
}

const AT_ONCE = 48;
/** What each kind has at first, whatever is drawn: the largest messages leave a peak of memory that stays, once. */
const FIRST_TURNS = 4;
/** Part of the requests after which caches are full and code is compiled. */
const WARM_PART = 0.2;

/** Starts a cluster, sends it everything that nobody should send, and looks at what is left of it. */
export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const cluster = await FuzzedCluster.start();
  try {
    return await against(cluster, options);
  } finally {
    await cluster.stop();
  }
}

async function against(cluster: FuzzedCluster, options: CampaignOptions): Promise<CampaignReport> {
  const { kinds, close } = await allKinds(cluster);
  const tally = new Tally();
  const beginning = performance.now();
  const isOver = () => performance.now() - beginning > options.seconds * 1_000;
  let warm: Promise<Memory> | undefined;
  let attempts = 0;
  const firstAttempts = FIRST_TURNS * kinds.length;
  const work = async (): Promise<void> => {
    while (tally.sent < options.requests && !isOver()) {
      const number = attempts++;
      const random = new Random(options.seed * 1_000_003 + number);
      const kind = number < firstAttempts ? inTurn(kinds, number) : drawn(kinds, random);
      for (const outcome of await kind.attempt(random, number)) tally.add(kind.name, number, outcome);
      options.onProgress?.(tally.sent);
      const part = Math.max(
        tally.sent / options.requests,
        (performance.now() - beginning) / 1_000 / options.seconds,
      );
      if (part >= WARM_PART && number >= firstAttempts) warm ??= cluster.memory();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const seconds = (performance.now() - beginning) / 1_000;
  await close();
  const before = await (warm ?? cluster.memory());
  const after = await cluster.settledMemory(before, options.mostGrowth);
  const faults = [
    ...[...tally.faults.values()].map(({ text, count }) => `${count} × ${text}`),
    ...grown(before, after, options.mostGrowth),
    ...(await cluster.faults()),
  ];
  return { tally, seconds, warm: before, after, faults };
}

async function allKinds(cluster: FuzzedCluster) {
  const { ports, key, webhookSecret } = cluster;
  const httpDoors = [
    { name: 'nginx', port: ports.nginx },
    { name: 'gateway', port: ports.gateway },
  ];
  const services = contractMethods(projectFolder);
  const methodsOf = (name: string) =>
    [...services].filter(([service]) => service.startsWith(name)).flatMap(([, methods]) => methods);
  const grpcDoors = [
    { name: 'promise', port: ports.promise, methods: methodsOf('otp.promise.') },
    { name: 'stock', port: ports.stock, methods: methodsOf('otp.stock.') },
  ];
  const described = await Promise.all(httpDoors.map((door) => describedKind(door, { key, webhookSecret })));
  const grpc = grpcDoors.flatMap(grpcKinds);
  return {
    kinds: [
      ...described,
      ...httpDoors.flatMap((door) => httpKinds(door, `Bearer ${key}`)),
      ...grpc,
      ...grpcDoors.flatMap(http2Kinds),
    ],
    close: async (): Promise<void> => {
      for (const kind of grpc) kind.close();
      await Promise.all(described.map((kind) => kind.close()));
    },
  };
}

function drawn(kinds: readonly FuzzKind[], random: Random): FuzzKind {
  let left = random.fraction() * kinds.reduce((sum, { weight }) => sum + weight, 0);
  return kinds.find(({ weight }) => (left -= weight) < 0) ?? inTurn(kinds, 0);
}

function inTurn(kinds: readonly FuzzKind[], number: number): FuzzKind {
  const kind = kinds[number % kinds.length];
  if (kind === undefined) throw new Error('There is nothing to send.');
  return kind;
}
