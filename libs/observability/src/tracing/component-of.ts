import { attributes as a } from './attributes.js';
import type { Component } from './components.js';
import { definitions, type SpanKindName } from './spans.js';

/** What a received span says of itself. */
export interface SpanFacts {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly attributes: ReadonlyMap<string, string | number | boolean>;
}

const own = new Map<string, Component>(
  definitions.map(({ kind, name, component }) => [`${kind} ${name}`, component]),
);

const erpnextClasses: Readonly<Record<string, Component>> = {
  stock: 'erpnext_stock',
  po: 'erpnext_po',
  other: 'erpnext_other',
};

/** The component that the exclusive time of a span belongs to; of foreign spans by the semantic conventions. */
export function componentOf(span: SpanFacts): Component {
  const erpnextClass = span.attributes.get(a.erpnextClass);
  if (erpnextClass !== undefined) return erpnextClasses[String(erpnextClass)] ?? 'erpnext_other';
  const known = own.get(`${span.kind} ${span.name}`);
  if (known !== undefined) return known;
  if (span.service === 'nginx') return 'network';
  const database = span.attributes.get(a.database) ?? span.attributes.get('db.system');
  if (database === 'redis') return 'redis';
  const isCall = span.kind === 'CLIENT' || span.kind === 'PRODUCER';
  return isCall ? 'network' : 'other';
}
