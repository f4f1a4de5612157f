import { OtpError, type Violation } from './errors.js';

/** More than a person reads, and together no more than fits into the headers of an answer. */
const MOST_VIOLATIONS = 50;
const LONGEST_TEXT = 250;

/** VALIDATION_FAILED with the first violations, each cut to a readable length, and a sentence that counts them all. */
export function validationFailed(violations: readonly Violation[]): OtpError {
  const told = violations.slice(0, MOST_VIOLATIONS).map(({ pointer, message }) => ({
    pointer: cut(pointer),
    message: cut(message),
  }));
  const [first] = told;
  const more = violations.length > 1 ? ` There are ${violations.length} faults in all.` : '';
  const detail =
    first === undefined
      ? 'The request is not valid.'
      : `${first.pointer === '' ? 'The body' : first.pointer} ${first.message}.${more}`;
  return new OtpError('VALIDATION_FAILED', detail, { violations: told });
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
