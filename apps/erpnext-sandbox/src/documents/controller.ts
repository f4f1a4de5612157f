import { type Access } from '../access/access.js';
import { type SiteClock } from '../database/site-clock.js';
import { type Outbox } from '../webhooks/outbox.js';
import { type Doc } from './doc.js';
import { type Naming } from './naming.js';
import { type DocumentStore } from './store.js';

/** What the documents of a site work with. */
export interface Site {
  readonly store: DocumentStore;
  readonly clock: SiteClock;
  readonly naming: Naming;
  readonly access: Access;
  readonly outbox: Outbox;
}

/** What a DocType does beside being stored. All of it runs inside one transaction. */
export interface Controller {
  /** Completes and checks a document that is new, a draft or about to be submitted. */
  validate?(doc: Doc, site: Site): void;
  /** Brings derived fields up to date after a change of a submitted document. */
  validateSubmitted?(doc: Doc): void;
  /** The status that follows from the document; absent: it has none. */
  status?(doc: Doc): string;
  onSubmit?(doc: Doc, site: Site): void;
  onCancel?(doc: Doc, site: Site): void;
  /** After the document was stored, new or changed. */
  onUpdate?(doc: Doc, site: Site): void;
  /** Before it is deleted; throws to prevent that. */
  onTrash?(doc: Doc, site: Site): void;
  /** Child tables that may not be empty. */
  readonly requiredTables?: readonly string[];
  /** Fields that may not be empty. */
  readonly required?: readonly string[];
}
