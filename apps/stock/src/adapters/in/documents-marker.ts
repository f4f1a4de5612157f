import { createHash } from 'node:crypto';
import type { documents } from '#libs/contracts';

/**
 * What a call writes into its document to be found again: derived from the caller's own marker, else from
 * what the call says, so that the same call always has the same one.
 */
export function markerOfPromise(request: documents.ApplyPromiseRequest): string {
  const { idempotency_marker: own, promise_date, confidence, comment_text } = request;
  return marker('promise', own ?? [promise_date, confidence, comment_text ?? null]);
}

export function markerOfSuggestion(request: documents.SuggestProcurementRequest): string {
  const { idempotency_marker: own, suggestion_type, priority, items } = request;
  const content = items.map((item) => [item.item_code, item.qty_needed, item.required_by, item.reason]);
  return marker('suggestion', own ?? [suggestion_type, priority, content]);
}

/** Letters, digits and a hyphen: nothing that a search takes for a wildcard or HTML for markup. */
function marker(kind: string, content: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([kind, content]))
    .digest('hex');
  return `OTP-${digest.slice(0, 20)}`;
}
