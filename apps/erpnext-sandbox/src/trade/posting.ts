import { type Site } from '../documents/controller.js';
import { text, type Doc } from '../documents/doc.js';

/** A movement without a date of its own is posted now. */
export function completePosting(doc: Doc, site: Site): void {
  const now = site.clock.stamp();
  doc.values['posting_date'] ??= now.slice(0, 10);
  if (text(doc, 'posting_time') === '') doc.values['posting_time'] = now.slice(11);
}
