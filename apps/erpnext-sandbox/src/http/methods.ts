import { type SiteUser } from '../access/roles.js';
import { type Site } from '../documents/controller.js';
import { type Body } from '../documents/document-builder.js';
import { type DocumentService } from '../documents/document-service.js';
import { toJson } from '../documents/doc.js';
import { crash, notWhitelisted, printed, thrown, type ServerMessage } from '../frappe/frappe-error.js';
import { messageList } from '../frappe/error-body.js';
import { asText } from '../query/values.js';
import { type Right } from '../schema/rights.js';
import { purchaseOrderRules, setPurchaseOrderStatus } from '../trade/purchase-order.controller.js';
import { salesOrderRules, setSalesOrderStatus } from '../trade/sales-order.controller.js';
import { updateItems, type OrderRules } from '../trade/update-items.js';
import { permissionManager } from '../access/permission-manager.js';
import { listArguments, structured, type Arguments } from './arguments.js';
import { type Reader } from './reader.js';

interface MethodCall {
  readonly user: SiteUser;
  readonly args: Arguments;
  readonly verb: string;
}

type Method = (call: MethodCall) => unknown;

/** A result that comes with words for the user. */
class WithMessages {
  constructor(
    readonly message: unknown,
    readonly messages: readonly ServerMessage[],
  ) {}
}

const versions = {
  frappe: { title: 'Frappe Framework', version: '15.101.0' },
  erpnext: { title: 'ERPNext', version: '15.99.0' },
};

/** The whitelisted methods under /api/method. */
export class Methods {
  private readonly methods: ReadonlyMap<string, Method>;
  private readonly forGuests: ReadonlySet<string> = new Set([
    'ping',
    'frappe.ping',
    'frappe.client.get_time_zone',
  ]);

  constructor(
    private readonly site: Site,
    private readonly reader: Reader,
    private readonly documents: DocumentService,
  ) {
    this.methods = new Map<string, Method>([
      ['ping', () => 'pong'],
      ['frappe.ping', () => 'pong'],
      ['frappe.auth.get_logged_user', ({ user }) => user.name],
      // A site answers its guests with the default zone of a new installation.
      [
        'frappe.client.get_time_zone',
        ({ user }) => ({ time_zone: user.name === 'Guest' ? 'Asia/Kolkata' : site.clock.timeZone }),
      ],
      ['frappe.client.get_list', (call) => this.getList(call)],
      ['frappe.client.get_count', (call) => this.getCount(call)],
      ['frappe.client.get', (call) => this.getDocument(call)],
      ['frappe.client.get_single_value', (call) => this.getSingleValue(call)],
      ['frappe.client.set_value', (call) => this.setValue(call)],
      ['frappe.client.rename_doc', (call) => this.rename(call)],
      ['frappe.client.has_permission', (call) => this.hasPermission(call)],
      ['frappe.utils.change_log.get_versions', () => versions],
      ...Object.entries(permissionManager(site)).map(
        ([name, method]) =>
          [`frappe.core.page.permission_manager.permission_manager.${name}`, method] as const,
      ),
      ['frappe.desk.form.utils.add_comment', (call) => this.addComment(call)],
      [
        'frappe.core.doctype.user_permission.user_permission.get_user_permissions',
        ({ user }) => site.access.describe(user),
      ],
      [
        'erpnext.buying.doctype.purchase_order.purchase_order.update_status',
        (call) => this.updateStatus(call, 'Purchase Order', setPurchaseOrderStatus),
      ],
      [
        'erpnext.selling.doctype.sales_order.sales_order.update_status',
        (call) => this.updateStatus(call, 'Sales Order', setSalesOrderStatus),
      ],
      ['erpnext.controllers.accounts_controller.update_child_qty_rate', (call) => this.updateItems(call)],
    ]);
  }

  /** The body of the answer; a method that returns nothing leaves `message` out. */
  run(name: string, call: MethodCall): Record<string, unknown> {
    const method = this.methods.get(name);
    if (method === undefined) throw missing(name);
    if (call.user.name === 'Guest' && !this.forGuests.has(name)) throw notWhitelisted(name);
    const result = method(call);
    if (result instanceof WithMessages) {
      return { message: result.message, _server_messages: messageList(result.messages) };
    }
    return result === undefined ? {} : { message: result };
  }

  private getList({ user, args }: MethodCall): unknown {
    const doctype = required(args, 'doctype', 'get_list');
    return this.reader.list(user, doctype, listArguments(args, false), asText(args['parent']));
  }

  private getCount({ user, args }: MethodCall): unknown {
    const doctype = required(args, 'doctype', 'get_count');
    return this.reader.count(user, doctype, structured(args['filters']), asText(args['parent']));
  }

  private getDocument({ user, args }: MethodCall): unknown {
    return this.reader.document(user, required(args, 'doctype', 'get'), required(args, 'name', 'get'));
  }

  private getSingleValue({ user, args }: MethodCall): unknown {
    const doctype = required(args, 'doctype', 'get_single_value');
    const field = required(args, 'field', 'get_single_value');
    if (!this.site.access.mayRead(user, doctype)) {
      throw thrown('PermissionError', `No permission for ${doctype}`, undefined, 403);
    }
    return this.site.store.find(doctype, doctype)?.values[field] ?? null;
  }

  private hasPermission({ user, args }: MethodCall): unknown {
    const right = asText(args['perm_type'] ?? 'read') as Right;
    return { has_permission: this.site.access.has(user, required(args, 'doctype', 'has_permission'), right) };
  }

  private setValue({ user, args, verb }: MethodCall): unknown {
    if (verb === 'GET') throw thrown('PermissionError', 'Not permitted', undefined, 403);
    const field = structuredIfObject(args['fieldname']);
    const change: Body = typeof field === 'string' ? { [field]: args['value'] } : field;
    const name = required(args, 'name', 'set_value');
    return toJson(this.documents.update(user, required(args, 'doctype', 'set_value'), name, change));
  }

  private rename({ user, args }: MethodCall): WithMessages {
    const doctype = required(args, 'doctype', 'rename_doc');
    const [from, to] = [required(args, 'old_name', 'rename_doc'), required(args, 'new_name', 'rename_doc')];
    const merge = [true, 1, '1', 'true'].includes(args['merge'] as string);
    const name = this.documents.rename(user, doctype, from, to, merge);
    const renamed: ServerMessage = {
      ...printed(`Document renamed from <strong>${from}</strong> to <strong>${to}</strong>`),
      indicator: 'green',
      alert: 1,
    };
    const note: ServerMessage = {
      message: 'It can take upto few hours for accurate stock values to be visible after merging items.',
      title: 'Note',
      indicator: 'orange',
    };
    return new WithMessages(name, merge ? [note, renamed] : [renamed]);
  }

  /** Needs the right to write the document that is commented on, not the right to write comments. */
  private addComment({ user, args }: MethodCall): unknown {
    const doctype = required(args, 'reference_doctype', 'add_comment');
    this.site.access.check(user, doctype, 'write');
    return toJson(
      this.documents.insert(
        user,
        'Comment',
        {
          comment_type: 'Comment',
          reference_doctype: doctype,
          reference_name: required(args, 'reference_name', 'add_comment'),
          content: required(args, 'content', 'add_comment'),
          comment_email: required(args, 'comment_email', 'add_comment'),
          comment_by: required(args, 'comment_by', 'add_comment'),
        },
        true,
      ),
    );
  }

  private updateItems({ user, args }: MethodCall): unknown {
    const doctype = required(args, 'parent_doctype', 'update_child_qty_rate');
    const entries = structured(args['trans_items']) as Body[];
    const name = required(args, 'parent_doctype_name', 'update_child_qty_rate');
    this.documents.revise(user, doctype, name, (doc) =>
      updateItems(doc, entries, rulesFor(doctype), this.site),
    );
    return undefined;
  }

  private updateStatus(
    { user, args }: MethodCall,
    doctype: string,
    set: typeof setPurchaseOrderStatus,
  ): unknown {
    const status = required(args, 'status', 'update_status');
    this.documents.revise(user, doctype, required(args, 'name', 'update_status'), (doc) =>
      set(doc, status, this.site),
    );
    return undefined;
  }
}

function rulesFor(doctype: string): OrderRules {
  return doctype === 'Purchase Order' ? purchaseOrderRules : salesOrderRules;
}

function required(args: Arguments, name: string, method: string): string {
  const value = args[name];
  if (value === undefined || value === null) {
    throw crash('TypeError', `${method}() missing 1 required positional argument: '${name}'`);
  }
  return asText(value);
}

function structuredIfObject(value: unknown): string | Body {
  if (typeof value === 'string' && !value.trim().startsWith('{')) return value;
  return structured(value) as Body;
}

/** What a site says about a method that it does not let anybody call, or that is nowhere. */
function missing(name: string): Error {
  const dot = name.lastIndexOf('.');
  const [module, attribute] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
  if (module === 'frappe.utils') return notWhitelisted(`frappe.utils.data.${attribute}`);
  const app = name.split('.')[0] ?? name;
  if (app === 'frappe' || app === 'erpnext') {
    return thrown(
      'ValidationError',
      `Failed to get method for command ${name} with module '${module}' has no attribute '${attribute}'`,
    );
  }
  const error = thrown(
    'ValidationError',
    `Failed to get method for command ${name} with App ${app} is not installed`,
  );
  const first = { ...printed(`App ${app} is not installed`), indicator: 'red', raise_exception: 1 as const };
  return Object.assign(error, {
    details: { ...error.details, messages: [first, ...(error.details.messages ?? [])] },
  });
}
