import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OtpError } from '#libs/kernel';
import { document } from './operations.js';

const text = JSON.stringify(document);
const folder = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Order Promise Engine: HTTP API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** Swagger UI writes styles into its elements; scripts, pictures and calls come from here alone. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Files of the page: type and content. */
const assets: ReadonlyMap<string, readonly [type: string, read: () => Promise<string | Buffer>]> = new Map([
  ['swagger-ui.css', ['text/css; charset=utf-8', () => readFile(`${folder}swagger-ui.css`)]],
  [
    'swagger-ui-bundle.js',
    ['text/javascript; charset=utf-8', () => readFile(`${folder}swagger-ui-bundle.js`)],
  ],
  ['start.js', ['text/javascript; charset=utf-8', () => Promise.resolve(start)]],
]);

/** The description of the API, for programs and for people. Everything that the page needs comes from here. */
@Controller()
export class DocsController {
  @Get('openapi.json')
  async openapi(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'public, max-age=60')
      .type('application/json; charset=utf-8')
      .send(text);
  }

  @Get('docs')
  async docs(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'public, max-age=60')
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(page);
  }

  @Get('docs/:asset')
  async asset(@Param('asset') name: string, @Res() reply: FastifyReply): Promise<void> {
    const [type, read] = assets.get(name) ?? [];
    if (read === undefined) throw new OtpError('NOT_FOUND', 'There is nothing at this path.');
    await reply
      .header('cache-control', 'public, max-age=3600')
      .header('x-content-type-options', 'nosniff')
      .type(type ?? '')
      .send(await read());
  }
}
