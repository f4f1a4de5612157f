import type { stock } from '#libs/contracts';
import { contentOf, decodeReference, encodeReference, VERSION_LENGTH } from './codec.js';
import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
import { keys } from './keys.js';
import { historyOf, mastersOf } from './nodes.js';
import { readItems } from './read-items.js';
import type { Change, Found, Outcome, SyncState, Version, WriteResult } from './replica.types.js';
import { Script } from './script.js';
import { writeItems, writeNewer } from './write-items.js';

/** About how many changes the stream keeps; a follower that has missed more drops everything. */
const CHANGES_KEPT = 10_000;
/** Codes that are asked for together. */
const PAGE = 500;

const draw = new Script('draw-version');
const append = new Script('announce');
const updateOwn = new Script('update-own');

/** Told of each read and write; the caller counts. */
export interface ReplicaCounts {
  read?(items: number, found: number, milliseconds: number): void;
  written?(items: number, refused: number, milliseconds: number): void;
}

export interface ReplicaOptions {
  readonly counts?: ReplicaCounts;
}

/** The replica of supply in Redis. Every method throws UNAVAILABLE when Redis is down, slow or full. */
export class Replica {
  /** The latest version that has refused one of ours. */
  private latest: Version = '';

  constructor(
    private readonly redis: RedisConnection,
    private readonly options: ReplicaOptions = {},
  ) {}

  /** To be called before the reading begins whose outcome it will stamp. */
  async drawVersion(): Promise<Version> {
    return String(await answerOf(draw.run(this.redis, [keys.versions], [this.latest])));
  }

  /** Writes what is not older than what is there, and keeps the indexes in step. Announces nothing. */
  async write(outcomes: readonly Outcome[], version: Version): Promise<WriteResult> {
    const begin = performance.now();
    const refusals = await answerOf(writeItems(this.redis, outcomes, version));
    for (const { present } of refusals) if (present > this.latest) this.latest = present;
    this.options.counts?.written?.(outcomes.length, refusals.length, performance.now() - begin);
    return { refused: refusals.map(({ code }) => code) };
  }

  /** By the codes as asked for. One round trip per Redis node, in parallel. */
  async read(codes: readonly string[]): Promise<ReadonlyMap<string, Found>> {
    const begin = performance.now();
    const all = await answerOf(readItems(this.redis, codes));
    const found = [...all.values()].filter(({ kind }) => kind === 'snapshot').length;
    this.options.counts?.read?.(codes.length, found, performance.now() - begin);
    return all;
  }

  /** Which of the codes are in the index, as ERPNext writes them or in another case. */
  async contains(codes: readonly string[]): Promise<ReadonlySet<string>> {
    if (codes.length === 0) return new Set();
    const names = await answerOf(this.redis.hmget(keys.items, ...codes.map(keys.member)));
    return new Set(codes.filter((_, at) => typeof names[at] === 'string'));
  }

  /** Undefined before the first sync. */
  async state(): Promise<SyncState | undefined> {
    const content = contentOf(await answerOf(this.redis.getBuffer(keys.state)));
    return content && (JSON.parse(content.toString()) as SyncState);
  }

  /** False: a state with a later version is there already, so that another one leads. */
  async saveState(state: SyncState, version: Version): Promise<boolean> {
    return this.save(keys.state, Buffer.from(JSON.stringify(state)), version);
  }

  /**
   * In the place of a state that was saved with the same version. False: another one leads, or Redis has lost
   * that state, and with it maybe everything that it speaks of.
   */
  async updateState(state: SyncState, version: Version): Promise<boolean> {
    const content = Buffer.from(JSON.stringify(state));
    return (await answerOf(updateOwn.run(this.redis, [keys.state], [version, content]))) === 1;
  }

  /** Replication id of every master. */
  async histories(): Promise<string[]> {
    const masters = await answerOf(Promise.resolve().then(() => mastersOf(this.redis)));
    const infos = await answerOf(Promise.all(masters.map((master) => master.info('replication'))));
    const histories = infos.map(historyOf);
    if (histories.includes(undefined))
      await answerOf(Promise.reject(new Error('A master is a replica now.')));
    return histories.filter((history) => history !== undefined);
  }

  /** Codes of the items that had rows in these purchase orders when they were written, and maybe of more. */
  async itemsOfOrders(names: readonly string[]): Promise<string[]> {
    const items = await answerOf(
      Promise.all(names.map((name) => this.redis.zrange(keys.order(name), '0', '-1'))),
    );
    return [...new Set(items.flat())];
  }

  /** Size of the index. */
  itemCount(): Promise<number> {
    return answerOf(this.redis.hlen(keys.items));
  }

  /** The index in pages; items that come or go meanwhile may be left out or come twice. */
  async *itemNames(): AsyncIterable<string[]> {
    let cursor = '0';
    do {
      const [next, entries] = await answerOf(this.redis.hscan(keys.items, cursor, 'COUNT', PAGE));
      cursor = next;
      if (entries.length > 0) yield entries.filter((_, at) => at % 2 === 1);
    } while (cursor !== '0');
  }

  async reference(): Promise<stock.GetReferenceResponse | undefined> {
    const content = contentOf(await answerOf(this.redis.getBuffer(keys.reference)));
    return content && decodeReference(content);
  }

  /** False: one with a later version is there already. */
  saveReference(reference: stock.GetReferenceResponse, version: Version): Promise<boolean> {
    return this.save(keys.reference, encodeReference(reference), version);
  }

  /** Tells all followers; call it after the write. */
  async announce(...changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const texts = changes.map((change) => JSON.stringify(change));
    await answerOf(append.run(this.redis, [keys.changes, keys.changesNumber], [CHANGES_KEPT, ...texts]));
  }

  private async save(key: string, content: Buffer, version: Version): Promise<boolean> {
    const present = String(await answerOf(writeNewer.run(this.redis, [key], [version, content, 0, 0])));
    if (present.length === VERSION_LENGTH && present > this.latest) this.latest = present;
    return present === '';
  }
}
