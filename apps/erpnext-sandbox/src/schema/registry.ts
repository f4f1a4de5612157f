import { type DocType } from './doctype.js';
import { masters } from './masters.js';
import { movements } from './movements.js';
import { orders } from './orders.js';
import { system } from './system.js';

/** All DocTypes of one site. Custom fields are added to its own copy. */
export class Registry {
  private readonly byName: ReadonlyMap<string, DocType>;

  constructor() {
    const all = [...masters, ...orders, ...movements, ...system];
    this.byName = new Map(
      all.map((doctype) => [doctype.name, { ...doctype, fields: new Map(doctype.fields) }]),
    );
  }

  all(): Iterable<DocType> {
    return this.byName.values();
  }

  find(name: string): DocType | undefined {
    return this.byName.get(name);
  }

  /** Throws for a name that the caller has not checked: a fault of this program. */
  get(name: string): DocType {
    const doctype = this.byName.get(name);
    if (doctype === undefined) throw new Error(`No DocType ${name}`);
    return doctype;
  }
}
