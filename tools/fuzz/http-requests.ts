import type { Random } from '../../test/oracle/random.js';

/** Draws sound requests and what may be wrong about them. */
export class HttpRequests {
  constructor(
    private readonly random: Random,
    private readonly authorization: string,
  ) {}

  /** A whole request that is understood, with an id of its own and, unless it is the last one, kept alive. */
  sound(id: string, { last = true, headers = [] as readonly string[] } = {}): string {
    const { random } = this;
    const body = random.oneOf(bodies);
    const [line, sent] = random.oneOf<readonly [string, string]>([
      ['GET /health HTTP/1.1', ''],
      ['GET /api/items/search?query=bolt&limit=3 HTTP/1.1', ''],
      ['GET /api/items/stock?item_code=BOLT-M8&warehouse=Stores%20-%20AP HTTP/1.1', ''],
      ['GET /otp/sales-orders?limit=2 HTTP/1.1', ''],
      ['POST /otp/promise HTTP/1.1', body],
      ['POST /otp/promise HTTP/1.1', body],
      ['POST /otp/apply HTTP/1.1', body],
      ['POST /webhooks/erpnext/bin-on-change HTTP/1.1', body],
    ]);
    return [
      line,
      'Host: engine',
      `X-Request-Id: ${id}`,
      `Authorization: ${this.authorization}`,
      ...(sent === ''
        ? []
        : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(sent)}`]),
      ...headers,
      ...(last ? ['Connection: close'] : []),
      '',
      sent,
    ].join('\r\n');
  }

  oddHeaders(): string[] {
    const { random } = this;
    return Array.from({ length: random.integer(1, 5) }, () => {
      const name = random.happens(0.93) ? random.oneOf(headerNames) : random.oneOf(oddNames);
      return `${name}${random.happens(0.95) ? ': ' : random.oneOf([':', ' : ', ':\t'])}${this.value()}`;
    });
  }

  /** A request line with a target that nobody means. */
  oddLine(): string {
    const { random } = this;
    const parts = Array.from({ length: random.integer(1, 4) }, () => random.oneOf(pathParts));
    const target = random.happens(0.8) ? `/${parts.join('/')}` : random.oneOf(targets);
    const query = random.happens(0.3) ? `?${random.oneOf(queries)}` : '';
    const version = random.happens(0.9)
      ? 'HTTP/1.1'
      : random.oneOf(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'http/1.1']);
    return `${random.oneOf(methods)} ${target}${query} ${version}`;
  }

  /** Heads that two servers could take for bodies of different lengths; `inner` is the request in the body. */
  ambiguous(id: string, inner: string): string {
    const { random } = this;
    const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
    const [lengths, body] = random.oneOf<readonly [readonly string[], string]>([
      [['Content-Length: 4', 'Transfer-Encoding: chunked'], chunk],
      [[`Content-Length: ${inner.length + 5}`, 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`],
      [['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], chunk],
      [[`Transfer-Encoding: ${random.oneOf(codings)}`, 'Content-Length: 3'], chunk],
      [[`Transfer-Encoding:${random.oneOf(codings)}`], chunk],
      [['Transfer-Encoding : chunked'], chunk],
      [['X: y\nTransfer-Encoding: chunked'], chunk],
      [['Content-Length: 0', `Content-Length: ${inner.length}`], inner],
      [[`Content-Length: ${random.oneOf(lengthsOf(inner.length))}`], inner],
      [['Transfer-Encoding: chunked'], `${random.oneOf(sizes)}\r\n${inner}\r\n0\r\n\r\n`],
      [['Transfer-Encoding: chunked'], `1;${'x'.repeat(random.integer(0, 9_000))}\r\nZ\r\n0\r\n\r\n${inner}`],
      [['Transfer-Encoding: chunked'], `0\r\nX-Request-Id: ${id}\r\nContent-Length: 9\r\n\r\n${inner}`],
    ]);
    const head = [
      `POST ${random.oneOf(['/otp/promise', '/otp/bulk-promise', '/health', '/nowhere'])} HTTP/1.1`,
      'Host: engine',
      `X-Request-Id: ${id}`,
      `Authorization: ${this.authorization}`,
      'Content-Type: application/json',
      ...lengths,
    ];
    const end = random.oneOf(['\r\n', '\r\n', '\r\n', '\n', '\r\n ']);
    return `${head.join(end)}\r\n\r\n${body}`;
  }

  bytes(most: number): Buffer {
    return Buffer.from(
      Array.from({ length: this.random.integer(1, most) }, () => this.random.integer(0, 255)),
    );
  }

  private value(): string {
    const { random } = this;
    return random.happens(0.95)
      ? random.oneOf(values)
      : this.bytes(60)
          .toString('latin1')
          .replaceAll(/[\r\n]/g, '');
  }
}

const order = '{"customer":"C","items":[{"item_code":"BOLT-M8","qty":1}]}';
const bodies = [
  order,
  order,
  '{"customer":"C","items":[{"item_code":"NO SUCH ITEM","qty":1}]}',
  '{"sales_order_id":"SAL-ORD-1999-00001","promise_date":"2099-01-01","confidence":"LOW"}',
  '{"customer":"C","__proto__":{"items":[]},"constructor":1}',
  `{"a":${'['.repeat(5_000)}`,
  `{"customer":"C","items":[{"item_code":"BOLT-M8","qty":${'9'.repeat(4_000)}}]}`,
  `{"customer":"C","items":[{"item_code":"${'\\u0000'.repeat(300)}","qty":1e-9}]}`,
  '{"customer":"C","customer":"D","items":[],"items":[{"item_code":"x","qty":1}]}',
];
const headerNames = [
  ...['Authorization', 'X-Request-Id', 'X-Request-Timeout', 'Idempotency-Key', 'traceparent', 'tracestate'],
  ...[
    'Content-Type',
    'Content-Encoding',
    'Accept',
    'Accept-Encoding',
    'Expect',
    'Range',
    'If-None-Match',
    'TE',
  ],
  ...['X-Forwarded-For', 'X-Forwarded-Host', 'Forwarded', 'Host', 'Origin', 'Upgrade', 'Cookie', 'Trailer'],
  ...[
    'X-Frappe-Webhook-Signature',
    'X-HTTP-Method-Override',
    'X-Original-URL',
    'Access-Control-Request-Method',
  ],
];
const oddNames = [
  '',
  ' ',
  'X Y',
  'X\u0000Y',
  '__proto__',
  'constructor',
  ':path',
  'Ä',
  '(',
  'x'.repeat(5_000),
];
const values = [
  ...[
    '',
    ' ',
    '*',
    '1',
    '0',
    '-1',
    '30000',
    '99999999999',
    '0x10',
    '1e3',
    'NaN',
    'close',
    'keep-alive',
    'null',
  ],
  ...[
    'Bearer ',
    'Bearer otp_',
    `Bearer otp_${'0'.repeat(16)}_${'A'.repeat(43)}`,
    'Basic Og==',
    'Bearer \u0000',
  ],
  ...[
    '100-continue',
    'chunked',
    'gzip',
    'h2c',
    'application/json; charset=utf-16',
    'bytes=0-1',
    '"',
    '""',
    '"a b"',
  ],
  ...['127.0.0.1, ::1', '::ffff:127.0.0.1', 'unknown', 'for=127.0.0.1', 'https://evil.example', 'null, null'],
  ...[`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, '00-0-0-0', `${'a'.repeat(200)}${' '.repeat(3_000)}!`],
  ...['x'.repeat(3_000), 'x'.repeat(20_000), '%0d%0aX: y', '\u00c4\u00ff', '{{7*7}}', "'; DROP TABLE x; --"],
];
const methods = [
  ...[
    'GET',
    'GET',
    'GET',
    'POST',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'PROPFIND',
  ],
  ...['get', 'G\u0000T', '', 'X'.repeat(300), 'PRI', 'PURGE', 'QUERY'],
];
const pathParts = [
  ...[
    'otp',
    'promise',
    'bulk-promise',
    'apply',
    'sales-orders',
    'api',
    'items',
    'stock',
    'internal',
    'permission',
  ],
  ...[
    'webhooks',
    'erpnext',
    'health',
    'docs',
    'openapi.json',
    '.problem',
    '.permission',
    '..',
    '.',
    '',
    ' ',
    '*',
  ],
  ...[
    '%2e%2e',
    '%2E%2e%2f',
    '%252e',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '%ff',
    '%f0%9f%94%a9',
    'a;b=c',
    'a%2fb',
    'a%5cb',
  ],
  ...[
    '__proto__',
    'constructor',
    'x'.repeat(141),
    'x'.repeat(4_000),
    '\\..\\',
    '\u00e4',
    '[',
    '{{id}}',
    '$id',
  ],
];
const targets = [
  '*',
  '',
  '//',
  'http://127.0.0.1:1/',
  'http://[',
  'https://evil.example/otp/promise',
  '?',
  '#',
];
const queries = [
  ...[
    '',
    '&',
    '=',
    'limit=0x10',
    'limit[]=1',
    'limit=1&limit=2',
    'query=%',
    'query=%00',
    'search=%ff',
    '__proto__=1',
  ],
  ...[
    'item_code=a%22,%22=%22,%22b',
    'item_code=..%2f..%2fx%3f',
    'item_code=a%0d%0ab',
    `search=${'%25'.repeat(900)}`,
  ],
  ...[`a=${'&a='.repeat(1_000)}`, 'scope=orders:write', `item_code=${'x'.repeat(3_000)}`],
];
const codings = [
  'chunked',
  ' chunked',
  '\tchunked',
  'xchunked',
  'chunked, identity',
  'CHUNKED',
  'chunked\u000b',
  'gzip, chunked',
];
const sizes = [
  '0x5',
  '+5',
  '-1',
  'ffffffffffffffff',
  '5 ',
  '5\t;a',
  '',
  'g',
  '00000000000000000005',
  '5;a="\r\n"',
];
const lengthsOf = (length: number): readonly string[] => [
  ...[
    `+${length}`,
    `${length}, ${length}`,
    `0${length}`,
    `${length}e0`,
    '-1',
    '99999999999999999999',
    '0x10',
    ` ${length} 1`,
  ],
];
