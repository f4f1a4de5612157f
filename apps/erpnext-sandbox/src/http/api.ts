import { setTimeout as sleep } from 'node:timers/promises';
import { type SiteUser } from '../access/roles.js';
import { type Site } from '../documents/controller.js';
import { toJson } from '../documents/doc.js';
import { type Body } from '../documents/document-builder.js';
import { type DocumentService } from '../documents/document-service.js';
import { FrappeError, maintenance, noRoute, readOnlyMode, tooManyRequests } from '../frappe/frappe-error.js';
import { asText } from '../query/values.js';
import { addressOf, bodyOf, formOf, type ApiRequest } from './api-request.js';
import { listArguments, structured, type Arguments } from './arguments.js';
import { type Behaviour, type HeldAnswers } from './behaviour.js';
import { type Methods } from './methods.js';
import { type Reader } from './reader.js';
import { type RequestKind, type RequestLog } from './request-log.js';

interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Call {
  readonly kind: RequestKind;
  readonly doctype: string;
  readonly run: (user: SiteUser) => ApiAnswer;
}

const ok = (body: unknown): ApiAnswer => ({ status: 200, body });
const readingMethods = [
  'get_list',
  'get_count',
  'get',
  'get_single_value',
  'get_time_zone',
  'get_logged_user',
  'ping',
  'get_user_permissions',
  'get_permissions',
  'get_standard_permissions',
  'get_versions',
  'has_permission',
];

/** /api/resource and /api/method. Every fault leaves it as a FrappeError. */
export class Api {
  constructor(
    private readonly site: Site,
    private readonly reader: Reader,
    private readonly documents: DocumentService,
    private readonly methods: Methods,
    private readonly control: { behaviour: Behaviour; log: RequestLog; held: HeldAnswers },
  ) {}

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const { behaviour, log, held } = this.control;
    const call = this.route(request);
    const { verb: method, url: path, traceparent } = request;
    log.add({ kind: call.kind, method, doctype: call.doctype, path, traceparent });
    this.checkGate(call);
    const user = this.site.access.login(request.authorization);
    const ofDoctype = isRead(call.kind) ? behaviour.latency_ms[call.doctype] : undefined;
    const latency = ofDoctype ?? behaviour.latency_ms['*'] ?? 0;
    if (latency > 0) await sleep(latency);
    const answer = call.run(user);
    if (call.kind === 'list' && call.doctype === behaviour.hold_next) {
      behaviour.hold_next = null;
      await held.hold();
    }
    return answer;
  }

  /** What the site refuses before it looks at who asks. */
  private checkGate(call: Call): void {
    const { behaviour } = this.control;
    if (behaviour.rate_limit !== null) {
      if (behaviour.rate_limit <= 0) throw tooManyRequests();
      behaviour.rate_limit -= 1;
    }
    if (behaviour.maintenance === true) throw maintenance();
    if (behaviour.maintenance === 'reads_allowed' && !isRead(call.kind)) throw readOnlyMode();
    if (behaviour.fail_rate > 0 && Math.random() < behaviour.fail_rate) {
      throw new FrappeError(500, 'OperationalError', {
        exception: `pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')`,
      });
    }
  }

  private route(request: ApiRequest): Call {
    const { parts, query } = addressOf(request);
    const [, space, first = '', ...rest] = parts;
    const args = (): Arguments => ({ ...Object.fromEntries(new URLSearchParams(query)) });
    if (space === 'method' && first !== '') return this.method(request, [first, ...rest].join('/'), args);
    if (space !== 'resource' || first === '') return unknown();
    return rest.length === 0
      ? this.list(request, first, args)
      : this.document(request, first, rest.join('/'));
  }

  private method(request: ApiRequest, name: string, query: () => Arguments): Call {
    const short = name.slice(name.lastIndexOf('.') + 1);
    const form = (): Arguments => formOf(request, query);
    const kind =
      short === 'get_list'
        ? 'list'
        : short === 'get_count'
          ? 'count'
          : readingMethods.includes(short)
            ? 'read'
            : 'method';
    return {
      kind,
      doctype: kind === 'list' || kind === 'count' ? doctypeIn(form) : '',
      run: (user) => ok(this.methods.run(name, { user, args: form(), verb: request.verb })),
    };
  }

  private list(request: ApiRequest, doctype: string, query: () => Arguments): Call {
    if (request.verb === 'GET' || request.verb === 'HEAD') {
      return {
        kind: 'list',
        doctype,
        run: (user) => {
          const args = query();
          const expand = structured(args['expand']);
          const links = Array.isArray(expand) ? expand.map(asText) : [];
          return ok({
            data: this.reader.list(user, doctype, listArguments(args, true), asText(args['parent']), links),
          });
        },
      };
    }
    if (request.verb !== 'POST') return unknown();
    return {
      kind: 'insert',
      doctype,
      run: (user) => ok({ data: toJson(this.documents.insert(user, doctype, bodyOf(request))) }),
    };
  }

  private document(request: ApiRequest, doctype: string, name: string): Call {
    switch (request.verb) {
      case 'GET':
      case 'HEAD':
        return {
          kind: 'get',
          doctype,
          run: (user) => ok({ data: this.reader.document(user, doctype, name) }),
        };
      case 'PUT':
        return {
          kind: 'update',
          doctype,
          run: (user) =>
            ok({ data: toJson(this.documents.update(user, doctype, name, bodyOf(request) as Body)) }),
        };
      case 'DELETE':
        return {
          kind: 'delete',
          doctype,
          run: (user) => {
            this.documents.delete(user, doctype, name);
            return { status: 202, body: { data: 'ok' } };
          },
        };
      default:
        return unknown();
    }
  }
}

const isRead = (kind: RequestKind): boolean => ['list', 'count', 'get', 'read'].includes(kind);

function unknown(): Call {
  return {
    kind: 'unknown',
    doctype: '',
    run: () => {
      throw noRoute();
    },
  };
}

/** For the log and the latencies: a body that is no JSON is answered later. */
function doctypeIn(form: () => Arguments): string {
  try {
    return asText(form()['doctype']);
  } catch {
    return '';
  }
}
