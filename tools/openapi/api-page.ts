import { document } from '../../apps/gateway/src/adapters/in/openapi/operations.js';
import { DescribedApi, type Document } from './described-api.js';
import { type ExampleCall, exampleCalls } from './example-calls.js';

/** The address that `npm start` prints. */
const URL = 'http://127.0.0.1:8080';

/** docs/api.md: a curl line for each operation, made from its first example. */
export function apiPage(): string {
  const api = new DescribedApi(JSON.parse(JSON.stringify(document)) as Document);
  const tags = Map.groupBy(api.operations, ({ tag }) => tag);
  const sections = Array.from(tags, ([tag, operations]) => {
    const parts = operations.flatMap((operation) => {
      const [call] = exampleCalls(operation);
      if (call === undefined) return [];
      const needed = operation.scope === undefined ? '' : ` (scope \`${operation.scope}\`)`;
      const how = `\`${operation.method} ${operation.path}\`${needed}: ${operation.summary}.`;
      return [`${how}\n\n\`\`\`sh\n${operation.isSigned ? signedCurl(call) : curl(call)}\n\`\`\``];
    });
    return `## ${tag}\n\n${parts.join('\n\n')}`;
  });
  return `# The HTTP API

Made by \`npm run docs\` from the description of the API, which a running engine serves at \`/openapi.json\`, and as a
page to read and to try at \`/docs\`. It tells every field, every header field and every error.

The lines below work as they stand while \`npm start\` runs. Where API keys are required, add
\`-H "Authorization: Bearer $KEY"\`. \`$(date +%Y)\` is there because the Sales Orders of the sandbox are of this year. The
webhook is signed with the secret that the engine was started with: \`WEBHOOK_SECRETS=… npm start\`.

Programs in TypeScript have a client in \`libs/client\`; \`npm run example\` shows it.

${sections.join('\n\n')}
`;
}

function curl({ path, headers, body }: ExampleCall): string {
  const isLines = headers['content-type'] === 'application/x-ndjson';
  return [
    isLines ? 'curl -sN' : 'curl -s',
    quoted(`${URL}${path}`),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined
      ? []
      : [`${isLines ? '--data-binary' : '-d'} ${quoted(body.toString().trimEnd())}`]),
  ].join(' ');
}

function signedCurl({ path, headers, body = '' }: ExampleCall): string {
  const digest = 'printf %s "$body" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRETS" -binary | base64';
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    `body=${quoted(body.toString())}`,
    `curl -s ${quoted(`${URL}${path}`)} ${fields.join(' ')} -H "x-frappe-webhook-signature: $(${digest})" -d "$body"`,
  ].join('\n');
}

/** For a POSIX shell; the year of an example becomes this one. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll(/SAL-ORD-\d{4}-/g, "SAL-ORD-'$(date +%Y)'-")}'`;
}
