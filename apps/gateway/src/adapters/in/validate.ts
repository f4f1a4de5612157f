import type { z } from 'zod';
import { OtpError, type Violation } from '#libs/kernel';

/** More than a person reads; the rest is counted. */
const MOST_VIOLATIONS = 50;

/** The body in the shape of `schema`. Throws VALIDATION_FAILED that names each wrong field by JSON pointer. */
export function validate<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const violations = parsed.error.issues.flatMap(violationsOf);
  throw new OtpError('VALIDATION_FAILED', summary(violations), {
    violations: violations.slice(0, MOST_VIOLATIONS),
  });
}

function violationsOf(issue: z.core.$ZodIssue): Violation[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  return [
    {
      pointer: pointerTo(issue.path),
      message:
        issue.input === undefined && issue.code === 'invalid_type'
          ? `is missing: ${issue.message}`
          : issue.message,
    },
  ];
}

function summary(violations: readonly Violation[]): string {
  const [first] = violations;
  if (first === undefined) return 'The request is not valid.';
  const more = violations.length === 1 ? '' : ` There are ${violations.length} faults in all.`;
  return `${first.pointer === '' ? 'The body' : first.pointer} ${first.message}.${more}`;
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
