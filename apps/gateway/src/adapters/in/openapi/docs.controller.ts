import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OtpError } from '#libs/kernel';
import { OPENAPI } from './operations.js';

const folder = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Order Promise Engine: HTTP API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** Files of the page: type and content. */
const assets: Readonly<Record<string, readonly [type: string, read: () => Promise<string | Buffer>]>> = {
  'swagger-ui.css': ['text/css', () => readFile(`${folder}swagger-ui.css`)],
  'swagger-ui-bundle.js': ['text/javascript', () => readFile(`${folder}swagger-ui-bundle.js`)],
  'start.js': ['text/javascript', () => Promise.resolve(start)],
};

/** The description of the API, for programs and for people. Everything that the page needs comes from here. */
@Controller()
export class DocsController {
  constructor(@Inject(OPENAPI) private readonly document: string) {}

  @Get('openapi.json')
  async openapi(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('cache-control', 'public, max-age=60').type('application/json').send(this.document);
  }

  @Get('docs')
  async docs(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
      )
      .type('text/html; charset=utf-8')
      .send(page);
  }

  @Get('docs/:asset')
  async asset(@Param('asset') name: string, @Res() reply: FastifyReply): Promise<void> {
    const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (asset === undefined) throw new OtpError('NOT_FOUND', 'There is nothing at this path.');
    const [type, read] = asset;
    await reply
      .header('cache-control', 'public, max-age=3600')
      .type(type)
      .send(await read());
  }
}
