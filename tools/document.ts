import { readFileSync, writeFileSync } from 'node:fs';
import { type Variable, variables } from '#libs/config';
import { type ErrorKind, errorKinds } from '#libs/kernel';
import { apiPage } from './openapi/api-page.js';

/** Pages that are made from the code, so that they can't say anything else: path → text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/api.md', apiPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/errors.md', errorsPage()],
  ]);
}

function configurationPage(): string {
  const rows = Object.entries<Variable>(variables).map(([name, variable]) => {
    const file = variable.secret ? ` Secret: may stand in a file that \`${name}_FILE\` names.` : '';
    return `| \`${name}\` | ${variable.usedBy.join(', ')} | ${defaultOf(variable)} | ${variable.description}${file} |`;
  });
  return `# Configuration

Made by \`npm run docs\` from \`libs/config/src/variables.ts\`.

Every process is configured by environment variables and checks them when it starts; all faults are
reported at once. A variable that a process does not use is ignored by it.

| variable | read by | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}

function defaultOf(variable: Variable): string {
  const absent = variable.schema.safeParse(undefined);
  if (!absent.success) return '**required**';
  if (absent.data === undefined) return 'none';
  return `\`${typeof absent.data === 'string' ? absent.data : JSON.stringify(absent.data)}\``;
}

function errorsPage(): string {
  const rows = Object.entries<ErrorKind>(errorKinds).map(
    ([code, kind]) =>
      `| \`${code}\` | ${kind.http} | ${kind.grpc} | ${kind.title} | ${kind.meaning} | ${kind.retryAfterSeconds ?? ''} |`,
  );
  return `# Errors

Made by \`npm run docs\` from \`libs/kernel/src/errors.ts\`.

An error over HTTP is a problem document (RFC 9457, \`application/problem+json\`): \`type\`
(\`urn:otp:problem:\` and the code in lower case), \`title\`, \`status\`, \`detail\`, \`code\`, \`trace_id\`, and with
422 \`errors[]\` of {\`pointer\`, \`message\`}. Between processes the same fault travels as a gRPC status with
the trailer \`otp-fault-bin\`.

| code | HTTP | gRPC | title | meaning | Retry-After (s) |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of generatedPages()) {
    const old = readOrEmpty(path);
    writeFileSync(path, text);
    console.log(`${path}: ${old === text ? 'as it was' : 'written'}`);
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
