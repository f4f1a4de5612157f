import { type Documents } from './documents.js';
import { callMethod, change, make, type Movement, someItems, type Yard } from './movement.js';

/** Few are disabled at a time. */
const MOST_DISABLED = { Item: 2, Warehouse: 1 };

/** Out of the catalogue, and in again. */
export function itemDisabled(yard: Yard): Movement {
  const { code, post } = disabling(yard, 'Item', yard.items);
  return { codes: [code], post };
}

/** Never that of order lines which name none. */
export function warehouseDisabled(yard: Yard, home: string): Movement {
  const { post } = disabling(
    yard,
    'Warehouse',
    yard.warehouses.filter((name) => name !== home),
  );
  return { codes: [], post, movesReference: true };
}

function disabling({ site, random, disabled }: Yard, type: 'Item' | 'Warehouse', all: readonly string[]) {
  const of = disabled[type];
  const [oldest] = of;
  const again = oldest !== undefined && of.length >= MOST_DISABLED[type];
  const code = again ? oldest : random.oneOf(all.filter((each) => !of.includes(each)));
  const post = async () => {
    await change(site, type, code, { disabled: again ? 0 : 1 });
    if (again) of.shift();
    else of.push(code);
  };
  return { code, post };
}

/** A box holds another number now, or is not sold any more. */
export function itemUnits(yard: Yard): Movement | undefined {
  const { site, random, documents } = yard;
  const [code = ''] = someItems(yard);
  const stock_uom = documents.items.find(({ name }) => name === code)?.stock_uom;
  if (stock_uom !== 'Nos') return undefined;
  const uoms = [
    { uom: stock_uom, conversion_factor: 1 },
    ...(random.happens(0.8) ? [{ uom: 'Box', conversion_factor: random.oneOf([2, 5, 6, 12, 2.5]) }] : []),
  ];
  return { codes: [code], post: () => change(site, 'Item', code, { uoms }) };
}

/** Another quantity of a component, or no bundle at all for a while. */
export function bundleChanged(yard: Yard): Movement | undefined {
  const { site, random, documents } = yard;
  const bundle = documents.bundles.length > 0 ? random.oneOf(documents.bundles) : undefined;
  if (!bundle) return undefined;
  const body = random.happens(0.7)
    ? { items: bundle.items.map(({ item_code }) => ({ item_code, qty: random.integer(1, 6) })) }
    : { disabled: random.integer(0, 1) };
  const post = () => change(site, 'Product Bundle', bundle.new_item_code, body);
  return { codes: [], post, movesReference: true };
}

/** Half a set may be ordered from now on, or not any more. */
export function unitDivided(yard: Yard): Movement {
  const uom = yard.random.oneOf(['Set', 'Box', 'Kg']);
  const post = () => change(yard.site, 'UOM', uom, { must_be_whole_number: yard.random.integer(0, 1) });
  return { codes: [], post, movesReference: true, untold: true };
}

let made = 0;

/** An item that the engine has never heard of, with some stock. */
export function newItem(yard: Yard): Movement {
  const { site, random, warehouses, company } = yard;
  const item_code = newCode('NEW');
  const post = async () => {
    await make(site, 'Item', { item_code, item_group: 'Products', stock_uom: 'Nos' });
    const items = [{ item_code, qty: random.integer(1, 50), t_warehouse: random.oneOf(warehouses) }];
    await make(site, 'Stock Entry', { stock_entry_type: 'Material Receipt', company, docstatus: 1, items });
  };
  return { codes: [item_code], post };
}

const newCode = (beginning: string): string => `${beginning} ${Date.now().toString(36)}/${++made}`;

const ordinary = ({ documents: { items, bundles }, items: moving }: Yard): Documents['items'] => {
  const named = new Set(bundles.flatMap((bundle) => bundle.items.map((part) => part.item_code)));
  return items.filter(
    (i) =>
      i.is_stock_item && !i.has_variants && !i.disabled && !moving.includes(i.name) && !named.has(i.name),
  );
};

const RENAME = 'frappe.client.rename_doc';

/** Of items that do not move otherwise. */
export function itemRenamed(yard: Yard): Movement {
  const old_name = yard.random.oneOf(ordinary(yard)).name;
  const new_name = newCode('RENAMED');
  const post = () => callMethod(yard.site, RENAME, { doctype: 'Item', old_name, new_name });
  return { codes: [old_name, new_name], post, untold: true, movesCodes: true };
}

export function itemMerged(yard: Yard): Movement | undefined {
  const into = yard.random.oneOf(ordinary(yard));
  const others = ordinary(yard).filter((i) => i !== into && i.stock_uom === into.stock_uom);
  if (others.length === 0) return undefined;
  const from = yard.random.oneOf(others);
  const names = { doctype: 'Item', old_name: from.name, new_name: into.name, merge: 1 };
  return {
    codes: [from.name, into.name],
    post: () => callMethod(yard.site, RENAME, names),
    untold: true,
    movesCodes: true,
  };
}
