import { isOtpError, type OtpError } from '#libs/kernel';
import type { KeepReference } from './keep-reference.js';
import type { Limits } from './limits.js';
import type { Reference } from './supply.js';

/** Where all services find the reference data. Every method rejects with UNAVAILABLE while Redis is away. */
export interface ReferenceStore {
  /** To be called before the reading begins that it will stamp. */
  drawVersion(): Promise<string>;
  /** False: what was read later is there already. */
  save(reference: Reference, drawn: string): Promise<boolean>;
  /** Tells all promise services that there is another one. */
  announce(version: string): Promise<void>;
}

/** Reads reference data again and gives it to all services. */
export class PublishReference {
  constructor(
    private readonly kept: KeepReference,
    private readonly store: ReferenceStore,
  ) {}

  /** Resolves with why it could not be read. That Redis is away is told by others. */
  async refresh(limits: Limits): Promise<OtpError | null> {
    try {
      await this.publish(limits);
      return null;
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return error.code === 'UNAVAILABLE' ? null : error;
    }
  }

  /**
   * Rejects with an OtpError: why it could not be read, or could not be given to the others; what could be read
   * is then kept all the same.
   */
  async publish(limits: Limits): Promise<void> {
    const drawing = await Promise.allSettled([this.store.drawVersion()]);
    const reference = await this.kept.read(limits);
    const [drawn] = drawing;
    if (drawn.status === 'rejected') throw drawn.reason;
    if (!(await this.store.save(reference, drawn.value))) return;
    // Though it is the version that was told last: another instance may have told of a later one meanwhile that
    // holds no more, or have ended between these two steps. It means nothing to those who hold this version.
    await this.store.announce(reference.shared.version);
  }
}
