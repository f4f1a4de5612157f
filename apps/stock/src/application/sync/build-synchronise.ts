import { type Clock, steadyClock } from '#libs/kernel';
import { ChangedItems } from './changed-items.js';
import type { ChangeSource } from './change-source.port.js';
import { FullSync } from './full-sync.js';
import { IncrementalSync } from './incremental-sync.js';
import { ProcessedChanges } from './processed-changes.js';
import { ReconcileNames } from './reconcile-names.js';
import type { ReferencePublisher } from './reference-publisher.port.js';
import { type ReadingPace, RefreshAll } from './refresh-all.js';
import type { RefreshItems } from './refresh-items.js';
import type { ReplicaStore } from './replica.port.js';
import { Synchronise, type SyncWatcher } from './synchronise.js';
import { Throttle, type ThrottleSettings } from './throttle.js';

export interface SyncParts {
  readonly source: ChangeSource;
  readonly replica: ReplicaStore;
  readonly items: RefreshItems;
  readonly reference: ReferencePublisher;
  readonly clock: Clock;
  readonly watcher: SyncWatcher;
}

export interface SyncSettings extends ReadingPace, ThrottleSettings {
  /** How far before the last run changes are looked for again, in milliseconds. */
  readonly overlapMs: number;
  /** Most changes that are remembered as worked off. */
  readonly rememberedChanges: number;
  /** How long a turn works on a pass over all items, in milliseconds. */
  readonly turnMs: number;
}

/** The synchronisation of one instance, which may lead or not. */
export function buildSynchronise(parts: SyncParts, settings: SyncSettings): Synchronise {
  const { source, replica, reference, clock, watcher } = parts;
  const refreshAll = new RefreshAll(parts.items, new Throttle(clock, settings), steadyClock, settings);
  const processed = new ProcessedChanges(settings.rememberedChanges);
  const incremental = new IncrementalSync(
    {
      ...{ source, replica, reference, clock, refreshAll, processed },
      changed: new ChangedItems(source, replica, processed),
      names: new ReconcileNames(source, replica, refreshAll),
    },
    settings,
  );
  const full = new FullSync(source, replica, refreshAll, reference, clock);
  return new Synchronise(replica, { full, incremental, refreshAll }, clock, watcher, settings);
}
