import { isOtpError, OtpError } from '#libs/kernel';
import { ErpnextFault } from './erpnext-fault.js';

/** With these ERPNext itself refuses a write, unlike a proxy that gives up waiting for it. */
const inMaintenance: readonly string[] = ['SessionStopped', 'InReadOnlyMode'];
const PREPARE = 'npm run erpnext:install gives the role of our ERPNext user what it needs.';

/** As the caller is told when a document can't be read. */
export function asReadFault(error: unknown): unknown {
  if (!(error instanceof ErpnextFault)) return error;
  const { kind, sentence } = error;
  switch (kind) {
    case 'forbidden':
      return new OtpError('ERPNEXT_NOT_PREPARED', `${sentence} ${PREPARE}`, { cause: error });
    case 'unauthenticated':
    case 'missing':
    case 'refused':
    case 'unreadable':
      return new OtpError('ERPNEXT_ERROR', sentence, { cause: error });
    default:
      return unavailable(error, sentence);
  }
}

/** As the caller is told when `thing` could not be written; says whether it may have been all the same. */
export function asWriteFault(error: unknown, thing: string): unknown {
  const perhaps = `Whether ERPNext has written ${thing} is not known: send the same call again, nothing is written twice.`;
  if (isOtpError(error)) {
    return error.code === 'DEADLINE_EXCEEDED'
      ? new OtpError(error.code, `${error.detail} ${perhaps}`)
      : error;
  }
  if (!(error instanceof ErpnextFault)) return error;
  const { kind, sentence, more } = error;
  const answer = `HTTP ${more.status ?? 'error'}${more.excType === undefined ? '' : `, ${more.excType}`}`;
  switch (kind) {
    case 'forbidden':
      return new OtpError(
        'ERPNEXT_NOT_PREPARED',
        `ERPNext does not let our user write ${thing}. ${PREPARE}`,
        { cause: error },
      );
    case 'missing':
    case 'refused':
      return new OtpError(
        'ERPNEXT_ERROR',
        `ERPNext refused to write ${thing} (${answer}): its error log says why.`,
        {
          cause: error,
        },
      );
    case 'unauthenticated':
      return new OtpError('ERPNEXT_ERROR', sentence, { cause: error });
    case 'unreadable':
      return new OtpError('ERPNEXT_ERROR', `${sentence} ${perhaps}`, { cause: error });
    case 'limited':
    case 'busy':
    case 'paused':
      return unavailable(error, `${sentence} ERPNext has not written ${thing}.`);
    case 'down':
      return unavailable(
        error,
        more.excType !== undefined && inMaintenance.includes(more.excType)
          ? `${sentence} ERPNext has not written ${thing}.`
          : `${sentence} ${perhaps}`,
      );
    default:
      return unavailable(error, `${sentence} ${perhaps}`);
  }
}

function unavailable(fault: ErpnextFault, detail: string): OtpError {
  const { retryAfterSeconds } = fault.more;
  return new OtpError('ERPNEXT_UNAVAILABLE', detail, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    cause: fault,
  });
}
