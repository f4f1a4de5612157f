import type { stock } from '#libs/contracts';
import type { Replica } from '#libs/redis';
import type { ReferenceStore } from '../../../application/publish-reference.js';
import type { Reference } from '../../../application/supply.js';
import { referenceMessage } from '../../reference.message.js';

/** Reference data in Redis. */
export class RedisReferenceStore implements ReferenceStore {
  constructor(private readonly replica: Replica) {}

  drawVersion(): Promise<string> {
    return this.replica.drawVersion();
  }

  save(reference: Reference, drawn: string): Promise<boolean> {
    return this.replica.saveReference(referenceMessage(reference), drawn);
  }

  announce(version: string): Promise<void> {
    return this.replica.announce({ kind: 'reference', version });
  }

  /** What some instance has read last, however long ago; undefined when there is none. */
  load(): Promise<stock.GetReferenceResponse | undefined> {
    return this.replica.reference();
  }
}
