import type { z } from 'zod';
import { validationFailed, type Violation } from '#libs/kernel';

/** The body in the shape of `schema`. Throws VALIDATION_FAILED that names each wrong field by JSON pointer. */
export function validate<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw validationFailed(parsed.error.issues.flatMap(violationsOf));
}

function violationsOf(issue: z.core.$ZodIssue): Violation[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  const message = isMissing ? `is missing: ${issue.message}` : issue.message;
  return [{ pointer: pointerTo(issue.path), message }];
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
