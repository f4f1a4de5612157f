import { isOtpError, OtpError, type WorkSpan } from '#libs/kernel';
import type { Limits } from '../limits.js';
import type { ItemOutcome } from '../read-items.js';
import type { Keepable, ReplicaStore, Version } from './replica.port.js';

/** The part of ReadItems that is needed here. */
export interface ItemReader {
  read(codes: readonly string[], limits: Limits): Promise<readonly ItemOutcome[]>;
}

/** Reads items from ERPNext and keeps in the replica what was found. */
export class RefreshItems {
  constructor(
    private readonly reader: ItemReader,
    private readonly replica: ReplicaStore,
  ) {}

  /**
   * Reads, writes and announces at most some 500 items: for hints and for the sync, which must not go on
   * before the replica has them. `codes` as ERPNext writes them. Rejects with an OtpError when nothing could
   * be read, when purchase orders could not be read (stock alone is not worth a place in the replica: nothing
   * would ever say that the orders can be read again), or when the replica is away.
   */
  async refresh(codes: readonly string[], limits: Limits): Promise<readonly ItemOutcome[]> {
    const first = await this.#readAndWrite(codes, limits);
    // Refused is what a later read has written, or, after a failover, what carries a version from the lost
    // future; the version that is drawn now is above both.
    const again =
      first.refused.length === 0 ? [] : (await this.#readAndWrite(first.refused, limits)).outcomes;
    const later = new Map(again.map((outcome) => [outcome.code, outcome]));
    const outcomes = first.outcomes.map((outcome) => later.get(outcome.code) ?? outcome);
    await this.replica.announce({ kind: 'items', codes: outcomes.map(nameOf) });
    return outcomes;
  }

  /**
   * Lets `read` read for somebody who waits, and keeps what is worth it. A replica that is away only keeps it
   * from being kept: `notKept` says why. Nothing is announced: whoever holds an older snapshot is told of the
   * change by the sync, and the one who asked must not be told to forget what it is just being given.
   */
  async readThrough<T extends { readonly outcomes: readonly ItemOutcome[] }>(
    read: () => Promise<T>,
    span?: WorkSpan,
  ): Promise<T & { readonly notKept: OtpError | null }> {
    const version = await this.replica.drawVersion(span).catch(faultOf);
    const reading = await read();
    if (typeof version !== 'string') return { ...reading, notKept: version };
    // Codes of customers: for those of unusable items ERPNext's own spelling is not known.
    const worth = reading.outcomes.map(keepable).filter((each) => each.kind !== 'unusable');
    const written = worth.length === 0 ? [] : await this.replica.write(worth, version, span).catch(faultOf);
    return { ...reading, notKept: isOtpError(written) ? written : null };
  }

  async #readAndWrite(codes: readonly string[], limits: Limits) {
    const version: Version = await this.replica.drawVersion(limits.span);
    const outcomes = await this.reader.read(codes, limits);
    for (const outcome of outcomes) {
      if (outcome.kind === 'snapshot' && outcome.snapshot.inbound_unreadable !== null)
        throw new OtpError('SUPPLY_UNAVAILABLE', outcome.snapshot.inbound_unreadable);
    }
    return { outcomes, refused: await this.replica.write(outcomes.map(keepable), version, limits.span) };
  }
}

function keepable(outcome: ItemOutcome): Keepable {
  const code = nameOf(outcome);
  if (outcome.kind !== 'snapshot') return { kind: outcome.kind, code };
  if (outcome.snapshot.inbound_unreadable !== null) return { kind: 'unusable', code };
  return { kind: 'snapshot', code, snapshot: outcome.snapshot };
}

function nameOf(outcome: ItemOutcome): string {
  return outcome.kind === 'snapshot' ? outcome.snapshot.item.item_code : outcome.code;
}

function faultOf(error: unknown): OtpError {
  if (isOtpError(error)) return error;
  throw error;
}
