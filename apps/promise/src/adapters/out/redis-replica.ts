import type { WorkSpan } from '#libs/kernel';
import type { Replica } from '#libs/redis';
import type { ReplicaPort, Snapshot, VersionedReference } from '../../application/supply.port.js';
import type { Fuse } from './fuse.js';
import { versionedReference } from './stock.client.js';

/** The replica in Redis. Rejects with UNAVAILABLE. */
export class RedisReplica implements ReplicaPort {
  constructor(
    private readonly replica: Replica,
    private readonly fuse: Fuse,
  ) {}

  async read(itemCodes: readonly string[], span?: WorkSpan): Promise<Map<string, Snapshot>> {
    const snapshots = new Map<string, Snapshot>();
    for (const [code, found] of await this.fuse.run(() => this.timedRead(itemCodes, span))) {
      if (found.kind === 'missing' || found.snapshot.item === null) continue;
      const { item, as_of_ms: asOfMs, inbound_unreadable: inboundUnreadable } = found.snapshot;
      snapshots.set(code, {
        item,
        asOfMs,
        inboundUnreadable: inboundUnreadable ?? null,
        history: found.history,
      });
    }
    return snapshots;
  }

  async reference(): Promise<VersionedReference | undefined> {
    const reference = await this.fuse.run(() => this.replica.reference());
    return reference && versionedReference(reference);
  }

  private async timedRead(itemCodes: readonly string[], span: WorkSpan | undefined) {
    const reading = span?.begin('redisRead').set('db.operation.batch.size', itemCodes.length);
    try {
      return await this.replica.read(itemCodes);
    } catch (error) {
      reading?.fail();
      throw error;
    } finally {
      reading?.end();
    }
  }
}
