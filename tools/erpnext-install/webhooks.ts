import { asItWas, remove, settle, type Plan, resource, type Change } from './change.js';

/** Webhooks are ours by this beginning of their name. */
export const webhookPrefix = 'Order Promise Engine ';

const field = (name: string): string => `{{ doc.${name} | tojson }}`;
// doc["items"], because doc.items is a method of the dictionary that the template sees.
const column = (table: string, name: string): string =>
  `{{ doc["${table}"] | map(attribute="${name}") | list | tojson }}`;

const place = { item_code: field('item_code'), warehouse: field('warehouse') };
const ordered = { item_codes: column('items', 'item_code') };
const packed = { ...ordered, packed_item_codes: column('packed_items', 'item_code') };

/** Which events of which DocType are told, and what their bodies hold beside name and `modified`. */
const told: readonly (readonly [
  doctype: string,
  events: readonly string[],
  codes: Record<string, string>,
])[] = [
  ['Stock Ledger Entry', ['after_insert'], place],
  ['Bin', ['after_insert', 'on_change'], place],
  ['Purchase Order', ['on_submit', 'on_cancel', 'on_change', 'on_trash'], ordered],
  ['Sales Order', ['on_submit', 'on_cancel', 'on_change'], packed],
  ['Warehouse', ['on_update', 'on_trash'], {}],
  ['Item', ['on_update', 'on_trash'], {}],
  ['Product Bundle', ['on_update'], { item_code: field('new_item_code') }],
  ['Company', ['on_update'], {}],
  ['Holiday List', ['on_update'], {}],
];

/** A Webhook document, without its secret. */
export type Webhook = Readonly<Record<string, unknown>> & { readonly name: string };

/** One webhook an event, each with an address of its own: the body alone does not say what happened. */
export function wantedWebhooks(receiver: string): Webhook[] {
  return told.flatMap(([doctype, events, codes]) =>
    events.map((event) => {
      const slug = `${doctype} ${event}`.toLowerCase().replace(/[ _]/g, '-');
      return {
        name: `${webhookPrefix}${slug}`,
        webhook_doctype: doctype,
        webhook_docevent: event,
        request_url: `${receiver}/webhooks/erpnext/${slug}`,
        request_method: 'POST',
        request_structure: 'JSON',
        webhook_json: template({
          // Bodies of different events differ in it, and so do their signatures.
          event: JSON.stringify(slug),
          doctype: JSON.stringify(doctype),
          name: field('name'),
          modified: field('modified'),
          ...codes,
        }),
        webhook_headers: [{ key: 'Content-Type', value: 'application/json' }],
        condition: '',
        enable_security: 1,
        enabled: 1,
      };
    }),
  );
}

const template = (entries: Record<string, string>): string =>
  `{${Object.entries(entries)
    .map(([key, value]) => `"${key}": ${value}`)
    .join(', ')}}`;

/**
 * `secret`: the one that new webhooks get; undefined when it is not known. `rotate`: the others get it too.
 */
export function planWebhooks(
  found: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  receiver: string,
  { secret, rotate }: { secret: string | undefined; rotate: boolean },
): Plan {
  const obstacles: string[] = [];
  const unsigned: string[] = [];
  const wanted = wantedWebhooks(receiver);
  const changes = wanted.map((webhook): Change => {
    const { name } = webhook;
    const present = found.get(name);
    const thing = `Webhook "${name}" → ${String(webhook['request_url'])}`;
    if (present !== undefined && isOther(present, webhook)) {
      obstacles.push(`The Webhook "${name}" listens to something else: rename or delete it in ERPNext.`);
      return asItWas(thing);
    }
    const change = settle(thing, 'Webhook', present, webhook);
    const needsSecret = present === undefined || rotate || present['webhook_secret'] === undefined;
    if (!needsSecret) return change;
    if (secret === undefined) {
      unsigned.push(name);
      return change;
    }
    const [request] = change.requests;
    return {
      action: present === undefined ? 'create' : 'update',
      thing: present === undefined ? thing : `${change.thing} (new secret)`,
      requests: [
        {
          verb: request?.verb ?? 'PUT',
          path: request?.path ?? resource('Webhook', name),
          body: { ...request?.body, webhook_secret: secret },
        },
      ],
    };
  });
  if (unsigned.length > 0) {
    obstacles.push(
      `${unsigned.join(', ')}: needs the secret that the other webhooks have, and ERPNext does not give it back. Name the file that holds it with --secret-file, or make a new one with --rotate-secret.`,
    );
  }
  const names = new Set(wanted.map(({ name }) => name));
  const superfluous = [...found.keys()].filter((name) => !names.has(name));
  return { changes: [...changes, ...superfluous.map(removal)], obstacles };
}

export const planWebhookRemoval = (found: Iterable<string>): Change[] => [...found].map(removal);

const removal = (name: string): Change => remove(`Webhook "${name}"`, 'Webhook', name);

/** ERPNext lets neither change once a webhook is there. */
const isOther = (found: Readonly<Record<string, unknown>>, wanted: Webhook): boolean =>
  ['webhook_doctype', 'webhook_docevent'].some((key) => found[key] !== wanted[key]);
