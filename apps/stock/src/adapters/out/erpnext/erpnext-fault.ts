import { OtpError } from '#libs/kernel';

/**
 * Why ERPNext did not give what was asked. `unreachable`: no connection, or it broke. `busy`: too many
 * of our own requests wait. `down`: 502, 503, 504. `limited`: 429. `unauthenticated`: our key is not
 * accepted. `forbidden`: 403. `missing`: there is no such document. `refused`: any other error status.
 * `unreadable`: an answer that is not what ERPNext says. `paused`: not asked, because it failed too often.
 */
export type FaultKind =
  | 'unreachable'
  | 'timed-out'
  | 'busy'
  | 'down'
  | 'limited'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'refused'
  | 'unreadable'
  | 'paused';

/** `sentence` is for a person: what is wrong and what to do, without secret, address or traceback. */
export class ErpnextFault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly sentence: string,
    readonly more: {
      readonly status?: number;
      readonly excType?: string;
      /** Seconds after which ERPNext wants to be asked again. */
      readonly retryAfterSeconds?: number;
      /** How long an answer was waited for, in milliseconds. */
      readonly waitedMs?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(sentence, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ErpnextFault';
  }

  /** Whether the same read may succeed in a moment. Not each 500: it is also the answer to a wrong question. */
  get passing(): boolean {
    return this.kind === 'unreachable' || this.kind === 'down' || this.kind === 'limited';
  }
}

/** The fault of an error answer. `subject` is what was asked for, for example a DocType. */
export function faultOfAnswer(
  subject: string,
  answer: { readonly status: number; readonly retryAfterSeconds?: number; readonly body: unknown },
): ErpnextFault {
  const { status } = answer;
  const excType = excTypeOf(answer.body);
  const more = {
    status,
    ...(excType === undefined ? {} : { excType }),
    ...(answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds }),
  };
  const named = excType === undefined ? `HTTP ${status}` : `HTTP ${status}, ${excType}`;
  const fault = (kind: FaultKind, sentence: string): ErpnextFault => new ErpnextFault(kind, sentence, more);
  switch (status) {
    case 401:
      return fault(
        'unauthenticated',
        'ERPNext does not accept our API key and secret: check both, and that their user is enabled.',
      );
    case 403:
      return fault(
        'forbidden',
        `ERPNext does not let our user read ${subject}: give a role of that user read permission on it.`,
      );
    case 404:
      return excType === 'DoesNotExistError'
        ? fault('missing', `ERPNext does not know ${subject}.`)
        : fault('unreadable', notErpnext(named));
    case 429:
      return fault('limited', limitedSentence(answer.retryAfterSeconds));
    case 502:
    case 504:
      return fault('down', `The proxy in front of ERPNext gets no answer from it (${named}).`);
    case 503:
      return fault(
        'down',
        excType === 'SessionStopped' || excType === 'InReadOnlyMode'
          ? 'ERPNext is in maintenance mode: wait until the update of the site is over.'
          : `ERPNext is not available (${named}).`,
      );
    default:
      return status >= 300 && status < 400
        ? fault('unreadable', `ERPNext redirects us (${named}): use the address that it redirects to.`)
        : fault('refused', `ERPNext refused to read ${subject} (${named}): its error log says why.`);
  }
}

export function notErpnext(what: string): string {
  return `The answer is not one of ERPNext (${what}): check that the configured address is the site itself.`;
}

function limitedSentence(seconds: number | undefined): string {
  const wait = seconds === undefined ? '' : ` for ${seconds} s`;
  return `The rate limiter of ERPNext turns us away${wait}: raise rate_limit in the site's configuration.`;
}

/** Only a plain class name gets out of an error answer: the rest may hold tracebacks, names and SQL. */
function excTypeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('exc_type' in body)) return undefined;
  const { exc_type: excType } = body;
  return typeof excType === 'string' && /^[A-Za-z]{1,60}$/.test(excType) ? excType : undefined;
}

/** As the caller is told when supply depends on what could not be read. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof ErpnextFault)) return error;
  const { retryAfterSeconds } = error.more;
  return new OtpError('SUPPLY_UNAVAILABLE', error.sentence, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    cause: error,
  });
}
