import { isIP } from 'node:net';
import { z } from 'zod';

export const processes = ['gateway', 'promise', 'stock', 'latency'] as const;
export type ProcessName = (typeof processes)[number];

/** One environment variable: what it is for, who reads it, and what it may hold. */
export interface Variable<
  S extends z.ZodType = z.ZodType,
  U extends readonly ProcessName[] = readonly ProcessName[],
> {
  readonly description: string;
  readonly usedBy: U;
  /** Parses the text of the variable; a default makes it optional. */
  readonly schema: S;
  /** Never printed; may come from a file named by `<NAME>_FILE`. */
  readonly secret?: true;
}

const variable = <S extends z.ZodType, const U extends readonly ProcessName[]>(
  definition: Variable<S, U>,
): Variable<S, U> => definition;

const everywhere = processes;
const port = z.coerce.number('must be a port number').int().min(0).max(65_535);
const wholeNumber = (least: number, most: number) =>
  z.coerce.number('must be a whole number').int('must be a whole number').min(least).max(most);
const yesOrNo = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const addresses = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .pipe(
    z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port, several separated by commas')).min(1),
  );
/** As gRPC names them: a name may say which DNS server knows it. */
const serviceAddresses = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(
            /^(dns:\/\/[^\s/]+\/)?[^\s:/]+:\d{1,5}$/,
            'must be host:port, or dns://server:port/host:port, several separated by commas',
          ),
      )
      .min(1),
  );
const commaSeparated = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const version = isIP(address);
  return (
    version > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}
function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && new URL(text).origin === text);
}
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM between 00:00 and 23:59');
const zone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone, for example Europe/Berlin');

/** A JSON object in one variable, for example `{"Stores - AP": 2}`. */
const jsonObject = <V extends z.ZodType>(values: V) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a JSON object' });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), values));

const days = z.number().int().min(0).max(3_650);
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const variables = {
  LOG_LEVEL: variable({
    description: 'Least severe level that is logged: fatal, error, warn, info, debug or trace.',
    usedBy: everywhere,
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  }),
  LOG_REQUESTS_PER_SECOND: variable({
    description:
      'Most requests of a second that get a line in the log although they were neither slow nor failed.',
    usedBy: ['gateway'],
    schema: wholeNumber(0, 1_000_000).default(10),
  }),
  LOG_TROUBLES_PER_SECOND: variable({
    description: 'Most slow and failed requests of a second that get a line in the log.',
    usedBy: ['gateway'],
    schema: wholeNumber(0, 1_000_000).default(100),
  }),
  LOG_SLOW_MS: variable({
    description: 'From which time on a request is slow; bulk streams never are.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 60_000).default(250),
  }),
  SHUTDOWN_GRACE_MS: variable({
    description: 'How long a process that is told to stop waits for requests in flight, in milliseconds.',
    usedBy: everywhere,
    schema: wholeNumber(0, 600_000).default(30_000),
  }),
  METRICS_HOST: variable({
    description: 'Address that GET /metrics and /log-level listen on.',
    usedBy: everywhere,
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  METRICS_PORT: variable({
    description: 'Port of GET /metrics and /log-level, which no customer reaches; 0: neither is served.',
    usedBy: everywhere,
    schema: port.default(0),
  }),
  REDIS_URL: variable({
    description:
      'A single Redis: redis://host:port, rediss:// for TLS; user and database number as in any Redis address.',
    usedBy: everywhere,
    schema: z
      .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' })
      .default('redis://127.0.0.1:6379'),
  }),
  REDIS_SENTINELS: variable({
    description: 'host:port of each Sentinel, separated by commas; goes before REDIS_URL.',
    usedBy: everywhere,
    schema: addresses.optional(),
  }),
  REDIS_SENTINEL_NAME: variable({
    description: 'Name under which the Sentinels know the Redis.',
    usedBy: everywhere,
    schema: z.string().min(1).default('mymaster'),
  }),
  REDIS_CLUSTER: variable({
    description: 'host:port of some nodes of a Redis Cluster, separated by commas; goes before REDIS_URL.',
    usedBy: everywhere,
    schema: addresses.optional(),
  }),
  REDIS_PASSWORD: variable({
    description: 'Password of Redis.',
    usedBy: everywhere,
    schema: z.string().min(1).optional(),
    secret: true,
  }),
  REDIS_TIMEOUT_MS: variable({
    description: 'Longest wait for one answer of Redis.',
    usedBy: everywhere,
    schema: wholeNumber(10, 10_000).default(250),
  }),
  GATEWAY_HOST: variable({
    description: 'Address that the gateway listens on.',
    usedBy: ['gateway'],
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  GATEWAY_PORT: variable({
    description: 'Port that the gateway listens on; 0 takes a free one.',
    usedBy: ['gateway'],
    schema: port.default(3000),
  }),
  PROMISE_ADDRESSES: variable({
    description:
      'host:port of each promise service, separated by commas. A name stands for all addresses that it has at the moment; dns://server:port/host:port asks that DNS server.',
    usedBy: ['gateway'],
    schema: serviceAddresses,
  }),
  REQUEST_TIMEOUT_MS: variable({
    description: 'Time for one request as a whole; deadlines of all calls behind it derive from it.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 30_000).default(2_000),
  }),
  API_KEYS: variable({
    description:
      'required: every call but health and webhooks needs an API key; off: none does, which only a GATEWAY_HOST of loopback may have.',
    usedBy: ['gateway'],
    schema: z.enum(['required', 'off'], 'must be required or off').default('required'),
  }),
  API_KEY_CACHE_MS: variable({
    description:
      'How long a gateway lets an API key pass before it looks it up again: revoking takes this long.',
    usedBy: ['gateway'],
    schema: wholeNumber(0, 5_000).default(3_000),
  }),
  API_KEY_GRACE_MS: variable({
    description: 'How long an API key stays valid after its last look-up while Redis is away.',
    usedBy: ['gateway'],
    schema: wholeNumber(0, 300_000).default(300_000),
  }),
  API_KEY_CACHE_ENTRIES: variable({
    description: 'Most API keys that a gateway remembers.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 1_000_000).default(10_000),
  }),
  RATE_LIMIT_PER_SECOND: variable({
    description:
      'Calls a second that one API key, or one address without a key, may make in the long run, over all gateways together; 0: no limit.',
    usedBy: ['gateway'],
    schema: wholeNumber(0, 1_000_000).default(20_000),
  }),
  RATE_LIMIT_BURST: variable({
    description: 'Calls that may come at once after a pause.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 1_000_000).default(40_000),
  }),
  RATE_LIMIT_CALLERS: variable({
    description: 'Most callers of whom a gateway holds calls in advance.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 1_000_000).default(10_000),
  }),
  TRUSTED_PROXIES: variable({
    description:
      'Addresses or networks, separated by commas, whose X-Forwarded-For names the caller: where nginx runs.',
    usedBy: ['gateway'],
    schema: z
      .string()
      .transform(commaSeparated)
      .pipe(z.array(z.string().refine(isNetwork, 'must be an IP address or a network such as 10.0.0.0/8')))
      .default(['127.0.0.0/8', '::1']),
  }),
  CORS_ORIGINS: variable({
    description:
      'Origins whose web pages may call, for example https://desk.example.com, separated by commas; * for all. Without it none may.',
    usedBy: ['gateway'],
    schema: z
      .string()
      .transform(commaSeparated)
      .pipe(z.array(z.string().refine(isOrigin, 'must be an origin such as https://desk.example.com, or *')))
      .default([]),
  }),
  WEBHOOK_SECRETS: variable({
    description:
      'Secrets with which ERPNext may sign its webhooks, separated by commas: while one is replaced, the old and the new one. Without it no webhook is taken.',
    usedBy: ['gateway'],
    schema: z
      .string()
      .transform(commaSeparated)
      .pipe(z.array(z.string().min(32, 'must have at least 32 characters each')).min(1))
      .optional(),
    secret: true,
  }),
  HINTS_MOST_WAITING: variable({
    description: 'Most webhooks that wait to be worked off; more are refused, so that ERPNext repeats them.',
    usedBy: ['gateway', 'stock'],
    schema: wholeNumber(1, 10_000_000).default(100_000),
  }),
  IDEMPOTENCY_KEEP_MS: variable({
    description: 'How long the answer to a call with an Idempotency-Key is kept.',
    usedBy: ['gateway'],
    schema: wholeNumber(1_000, 604_800_000).default(86_400_000),
  }),
  PROMISE_BATCH_ORDERS: variable({
    description: 'Most orders of a batch.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 1_000).default(64),
  }),
  PROMISE_BATCH_BYTES: variable({
    description: 'Most bytes of the orders of a batch; a single order may be larger.',
    usedBy: ['gateway'],
    schema: wholeNumber(1_024, 8_388_608).default(262_144),
  }),
  PROMISE_OUTSTANDING_ORDERS: variable({
    description: 'From how many unanswered orders on a gateway sends no more to one promise service.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 100_000).default(1_000),
  }),
  PROMISE_WAITING_ORDERS: variable({
    description: 'Most orders of single calls that wait in a gateway for a batch; more are refused at once.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 100_000).default(2_000),
  }),
  BULK_STREAMS: variable({
    description: 'Most bulk streams that a gateway answers at once; more are refused.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 1_000).default(16),
  }),
  BULK_ORDERS: variable({
    description: 'Most orders of one bulk stream.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 10_000_000).default(100_000),
  }),
  BULK_WINDOW_ORDERS: variable({
    description: 'Most orders of a bulk stream that have been read and whose answer has not been taken.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 10_000).default(64),
  }),
  BULK_WINDOW_BYTES: variable({
    description:
      'Most memory for the orders and answers of BULK_WINDOW_ORDERS, about; a single one may need more.',
    usedBy: ['gateway'],
    schema: wholeNumber(65_536, 268_435_456).default(2_097_152),
  }),
  BULK_IDLE_TIMEOUT_MS: variable({
    description: 'How long a bulk stream lasts in which nothing is read or taken.',
    usedBy: ['gateway'],
    schema: wholeNumber(100, 600_000).default(120_000),
  }),
  PROMISE_HOST: variable({
    description: 'Address that the promise service listens on.',
    usedBy: ['promise'],
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  PROMISE_PORT: variable({
    description: 'gRPC port of the promise service.',
    usedBy: ['promise'],
    schema: port.default(50_051),
  }),
  STOCK_ADDRESSES: variable({
    description: 'The same for the stock services.',
    usedBy: ['gateway', 'promise'],
    schema: serviceAddresses,
  }),
  GRPC_DNS_REFRESH_MS: variable({
    description: 'How often the names of PROMISE_ADDRESSES and STOCK_ADDRESSES are looked up again.',
    usedBy: ['gateway', 'promise'],
    schema: wholeNumber(100, 600_000).default(1_000),
  }),
  GRPC_MAX_CONNECTION_AGE_MS: variable({
    description:
      'After how long a connection is given up, without a loss, so that callers show and see certificates again, and what stands between them can spread them anew.',
    usedBy: ['promise', 'stock'],
    schema: wholeNumber(100, 86_400_000).default(30_000),
  }),
  GRPC_TLS_CA: variable({
    description:
      'PEM file of the authority that vouches for the services to one another; with GRPC_TLS_CERT and GRPC_TLS_KEY gRPC is encrypted, and only who has a certificate of it may call. The files are read again when they change.',
    usedBy: ['gateway', 'promise', 'stock'],
    schema: z.string().min(1).optional(),
  }),
  GRPC_TLS_CERT: variable({
    description:
      'PEM file of the certificate of this process, which must name the host that others know it by.',
    usedBy: ['gateway', 'promise', 'stock'],
    schema: z.string().min(1).optional(),
  }),
  GRPC_TLS_KEY: variable({
    description: 'PEM file of its private key.',
    usedBy: ['gateway', 'promise', 'stock'],
    schema: z.string().min(1).optional(),
  }),
  DEFAULT_WAREHOUSE: variable({
    description: 'Leaf or group warehouse of order lines that name none.',
    usedBy: ['promise', 'stock'],
    schema: z.string().min(1).max(140),
  }),
  DEFAULT_TIMEZONE: variable({
    description: 'IANA zone of orders that name none; without it the zone of the ERPNext site.',
    usedBy: ['promise'],
    schema: zone.optional(),
  }),
  DEFAULT_NO_WEEKENDS: variable({
    description: 'true: weekly off days are off, unless the order says otherwise.',
    usedBy: ['promise', 'stock'],
    schema: yesOrNo.default(true),
  }),
  DEFAULT_CUTOFF_TIME: variable({
    description: 'HH:MM up to which an order starts on the same day.',
    usedBy: ['promise', 'stock'],
    schema: timeOfDay.default('14:00'),
  }),
  DEFAULT_LEAD_TIME_BUFFER_DAYS: variable({
    description: 'Working days added after the goods are ready.',
    usedBy: ['promise'],
    schema: wholeNumber(0, 3_650).default(1),
  }),
  DEFAULT_PROCESSING_LEAD_TIME_DAYS: variable({
    description: 'Working days that the warehouse takes.',
    usedBy: ['promise'],
    schema: wholeNumber(0, 3_650).default(1),
  }),
  DEFAULT_DESIRED_DATE_MODE: variable({
    description: 'LATEST_ACCEPTABLE, STRICT_FAIL or NO_EARLY_DELIVERY.',
    usedBy: ['promise', 'stock'],
    schema: z.enum(['LATEST_ACCEPTABLE', 'STRICT_FAIL', 'NO_EARLY_DELIVERY']).default('LATEST_ACCEPTABLE'),
  }),
  DEFAULT_INBOUND_SCOPE: variable({
    description:
      'SCOPE: inbound counts where the line may be filled from; COMPANY: all inbound of the company.',
    usedBy: ['promise'],
    schema: z.enum(['SCOPE', 'COMPANY']).default('SCOPE'),
  }),
  DEFAULT_OVERDUE_PO: variable({
    description: 'EXCLUDE: overdue purchase orders are not counted; ASSUME_DAYS: they arrive later.',
    usedBy: ['promise'],
    schema: z.enum(['EXCLUDE', 'ASSUME_DAYS']).default('EXCLUDE'),
  }),
  DEFAULT_OVERDUE_PO_DAYS: variable({
    description:
      'Working days after the order day at which an overdue purchase order is assumed to arrive, for orders that ask for ASSUME_DAYS without saying how many; needed when DEFAULT_OVERDUE_PO is ASSUME_DAYS.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 3_650).optional(),
  }),
  WEEKLY_OFF: variable({
    description:
      'Weekdays that are off where ERPNext has no readable holiday list, separated by commas; empty: none.',
    usedBy: ['promise'],
    schema: z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((day) => day.trim())
          .filter((day) => day !== ''),
      )
      .pipe(z.array(z.enum(weekdays, `must be of ${weekdays.join(', ')}`)))
      .default(['Saturday', 'Sunday']),
  }),
  WAREHOUSE_CLASSES: variable({
    description:
      'JSON object from warehouse name to SELLABLE, NEEDS_PROCESSING, IN_TRANSIT or NOT_AVAILABLE; goes before what ERPNext and the name say.',
    usedBy: ['promise', 'stock'],
    schema: jsonObject(z.enum(['SELLABLE', 'NEEDS_PROCESSING', 'IN_TRANSIT', 'NOT_AVAILABLE'])).default({}),
  }),
  ITEM_PROCESSING_LEAD_TIMES: variable({
    description:
      'JSON object from item code to processing lead time in working days; goes before the warehouse.',
    usedBy: ['promise'],
    schema: jsonObject(days).default({}),
  }),
  WAREHOUSE_PROCESSING_LEAD_TIMES: variable({
    description:
      'JSON object from warehouse name to processing lead time in working days; goes before the order.',
    usedBy: ['promise'],
    schema: jsonObject(days).default({}),
  }),
  SNAPSHOT_CACHE_BYTES: variable({
    description: 'Memory for items that a promise service keeps, in bytes.',
    usedBy: ['promise'],
    schema: wholeNumber(1024 ** 2, 16 * 1024 ** 3).default(128 * 1024 ** 2),
  }),
  SUPPLY_STALE_AFTER_MS: variable({
    description:
      'Figures older than that are read again; when that fails they are used, and the answer says STALE.',
    usedBy: ['promise'],
    schema: wholeNumber(1_000, 86_400_000).default(900_000),
  }),
  SUPPLY_OLDEST_MS: variable({
    description: 'Figures, warehouses and calendars older than that are never used.',
    usedBy: ['promise'],
    schema: wholeNumber(1_000, 604_800_000).default(86_400_000),
  }),
  SUPPLY_UNCONFIRMED_MS: variable({
    description: 'How long a promise service uses what it keeps while it hears no changes.',
    usedBy: ['promise'],
    schema: wholeNumber(3_000, 300_000).default(30_000),
  }),
  ITEM_MASTER_OLDEST_MS: variable({
    description: 'Items that were read from ERPNext longer ago are read again before they are used.',
    usedBy: ['promise'],
    schema: wholeNumber(1_000, 604_800_000).default(86_400_000),
  }),
  WAREHOUSE_CLASS_OLDEST_MS: variable({
    description: 'Warehouses and calendars that were read longer ago are read again before they are used.',
    usedBy: ['promise'],
    schema: wholeNumber(1_000, 86_400_000).default(3_600_000),
  }),
  UNKNOWN_ITEM_MS: variable({
    description: 'How long it is remembered that ERPNext does not know an item.',
    usedBy: ['promise'],
    schema: wholeNumber(0, 300_000).default(30_000),
  }),
  UNKNOWN_ITEMS: variable({
    description: 'Most unknown items that are remembered.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 1_000_000).default(10_000),
  }),
  REPLICA_READS: variable({
    description: 'Most reads from the replica that a promise service has under way at once.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 100).default(4),
  }),
  LIVE_READS: variable({
    description:
      'Most reads from the stock service, shared by orders, that a promise service has under way at once.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 100).default(4),
  }),
  READ_ITEMS: variable({
    description: 'Most items of one read of supply.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 10_000).default(500),
  }),
  WAITING_ITEMS: variable({
    description: 'Most items that wait for a read of supply; more are refused.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 1_000_000).default(50_000),
  }),
  FUSE_FAILURES: variable({
    description:
      'How many calls to Redis or to the stock service must fail one after the other before callers are told at once.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 1_000).default(3),
  }),
  FUSE_OPEN_MS: variable({
    description: 'How long they are told so before one call is tried again.',
    usedBy: ['promise'],
    schema: wholeNumber(10, 60_000).default(1_000),
  }),
  FUSE_SLOW_MS: variable({
    description: 'A call that its caller gave up counts as failed when it had lasted that long.',
    usedBy: ['promise'],
    schema: wholeNumber(1, 60_000).default(500),
  }),
  STOCK_HOST: variable({
    description: 'Address that the stock service listens on.',
    usedBy: ['stock'],
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  STOCK_PORT: variable({
    description: 'gRPC port of the stock service.',
    usedBy: ['stock'],
    schema: port.default(50_061),
  }),
  ERPNEXT_URL: variable({
    description: 'Address of the ERPNext site, for example https://erp.example.com.',
    usedBy: ['stock'],
    schema: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
  }),
  ERPNEXT_PUBLIC_URL: variable({
    description: 'Address at which people open the ERPNext site; without it ERPNEXT_URL.',
    usedBy: ['stock'],
    schema: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  }),
  ERPNEXT_WAITING_WRITES: variable({
    description:
      'Most promises and suggestions that are being written to ERPNext or wait for it; more are refused at once.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 10_000).default(200),
  }),
  ERPNEXT_API_KEY: variable({
    description: 'API key of the ERPNext user that reads for us.',
    usedBy: ['stock'],
    schema: z.string().min(1),
  }),
  ERPNEXT_API_SECRET: variable({
    description: 'API secret of that user.',
    usedBy: ['stock'],
    schema: z.string().min(1),
    secret: true,
  }),
  ERPNEXT_CONNECTIONS: variable({
    description: 'Most connections to ERPNext at once.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 100).default(100),
  }),
  ERPNEXT_KEPT_CONNECTIONS: variable({
    description: 'Most connections to ERPNext that are kept open while idle.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 100).default(50),
  }),
  ERPNEXT_TIMEOUT_MS: variable({
    description: 'Longest wait for one answer of ERPNext; the deadline of the caller may make it shorter.',
    usedBy: ['stock'],
    schema: wholeNumber(10, 60_000).default(10_000),
  }),
  ERPNEXT_LONGEST_WRITE_MS: variable({
    description:
      "How long ERPNext may work on a write that nobody waits for any more, and another write into the same document must wait: its workers' own limit (http_timeout, 120 s).",
    usedBy: ['stock'],
    schema: wholeNumber(1_000, 600_000).default(120_000),
  }),
  ERPNEXT_READ_RETRIES: variable({
    description: 'How often a read is repeated after a failure that may pass.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 3).default(3),
  }),
  ERPNEXT_RETRY_PERCENT: variable({
    description:
      'Most repeats of reads, in percent of the reads within ERPNEXT_RETRY_WINDOW_MS, so that repeats never multiply the load of a failing site.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 100).default(10),
  }),
  ERPNEXT_RETRY_LEAST: variable({
    description: 'Repeats that are allowed within ERPNEXT_RETRY_WINDOW_MS however few reads there are.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 1_000).default(10),
  }),
  ERPNEXT_RETRY_WINDOW_MS: variable({
    description: 'Time over which repeats are counted.',
    usedBy: ['stock'],
    schema: wholeNumber(100, 600_000).default(10_000),
  }),
  ERPNEXT_BREAKER_CALLS: variable({
    description: 'How many of the latest requests of a kind the circuit breaker of that kind looks at.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 10_000).default(20),
  }),
  ERPNEXT_BREAKER_LEAST_CALLS: variable({
    description: 'Fewer requests than this do not open a circuit breaker; at most ERPNEXT_BREAKER_CALLS.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 10_000).default(5),
  }),
  ERPNEXT_BREAKER_FAILURE_PERCENT: variable({
    description: 'A circuit breaker opens when more than this part of the requests failed.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 99).default(50),
  }),
  ERPNEXT_BREAKER_OPEN_MS: variable({
    description:
      'How long a circuit breaker is open before one request may try whether ERPNext is well again.',
    usedBy: ['stock'],
    schema: wholeNumber(10, 600_000).default(2_000),
  }),
  ERPNEXT_SLOW_MS: variable({
    description:
      'A request without an answer counts as a failure for the circuit breaker from this time on, though the caller had no more time than that.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 60_000).default(500),
  }),
  HINTS_REDELIVER_AFTER_MS: variable({
    description: 'How long working off some webhooks may take before they are given out again.',
    usedBy: ['stock'],
    schema: wholeNumber(100, 600_000).default(10_000),
  }),
  HINTS_BATCH: variable({
    description: 'Most webhooks of ERPNext that are worked off at once.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 10_000).default(200),
  }),
  HINTS_OLDEST_MS: variable({
    description:
      'A webhook that can not be worked off is dropped at this age, because the synchronisation has seen what it speaks of; more than SYNC_INTERVAL_MS.',
    usedBy: ['stock'],
    schema: wholeNumber(1_000, 86_400_000).default(600_000),
  }),
  HINTS_PILE_UP: variable({
    description: 'From how many waiting webhooks on the health of the stock service says so.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 10_000_000).default(1_000),
  }),
  SYNC_LATE_AFTER_MS: variable({
    description:
      'For how long the replica may not follow ERPNext before the health of the stock service says so.',
    usedBy: ['stock'],
    schema: wholeNumber(1_000, 86_400_000).default(120_000),
  }),
  REFERENCE_REFRESH_MS: variable({
    description: 'Pause between two reads of warehouses, companies, holiday lists, bundles and units.',
    usedBy: ['stock'],
    schema: wholeNumber(100, 900_000).default(30_000),
  }),
  SUPPLY_SETTLE_ROUNDS: variable({
    description: 'How often supply that changes while it is read is read again before the order is refused.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 20).default(5),
  }),
  SUPPLY_SETTLE_MARGIN_MS: variable({
    description:
      'How long a transaction of ERPNext may take from its time stamps to its end; what was written less than that before a read is read again.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 120_000).default(10_000),
  }),
  SYNC_ENABLED: variable({
    description:
      'false: this instance takes no part in keeping the replica in step; when all are, every order is read from ERPNext.',
    usedBy: ['stock'],
    schema: yesOrNo.default(true),
  }),
  SYNC_INTERVAL_MS: variable({
    description: 'Within which time a change in ERPNext that no webhook has told of is in the replica.',
    usedBy: ['stock'],
    schema: wholeNumber(100, 300_000).default(30_000),
  }),
  SYNC_OVERLAP_MS: variable({
    description:
      'How far before the last run changes are looked for again: how long a transaction of ERPNext may take from its time stamps to its end.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 3_600_000).default(120_000),
  }),
  SYNC_CONCURRENCY: variable({
    description: 'How many times 500 items the synchronisation reads at once.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 16).default(2),
  }),
  SYNC_PAUSE_MS: variable({
    description: 'Rest of the synchronisation after each read, so that ERPNext stays usable.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 60_000).default(50),
  }),
  SYNC_SLOW_MS: variable({
    description: 'A read of the synchronisation that takes longer is followed by a rest of the same length.',
    usedBy: ['stock'],
    schema: wholeNumber(1, 60_000).default(3_000),
  }),
  SYNC_RECONCILE_AT: variable({
    description: 'HH:MM (UTC) at which every item is read again, each night.',
    usedBy: ['stock'],
    schema: timeOfDay.default('01:30'),
  }),
  SYNC_REMEMBERED_CHANGES: variable({
    description:
      'Most changes within SYNC_OVERLAP_MS that are remembered as worked off; more are worked off again.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 10_000_000).default(100_000),
  }),
  ERPNEXT_WAITING_REQUESTS: variable({
    description: 'Most requests that wait for a connection to ERPNext; more are refused at once.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 100_000).default(1_000),
  }),
  REFERENCE_OLDEST_MS: variable({
    description:
      'Up to which age warehouses, companies, holiday lists, bundles and units are used while reading them again fails.',
    usedBy: ['stock'],
    schema: wholeNumber(1_000, 86_400_000).default(900_000),
  }),
  TRACE_RATIO: variable({
    description: 'Share of the requests that are traced, 0 to 1; failed and slowest ones are besides.',
    usedBy: everywhere,
    schema: z.coerce.number('must be a number').min(0).max(1).default(0.01),
  }),
  TRACE_CHOSEN_BY_CALLERS: variable({
    description: 'How many requests a second are traced because their callers said so in traceparent.',
    usedBy: everywhere,
    schema: wholeNumber(0, 100_000).default(20),
  }),
  TRACE_HELD_SPANS: variable({
    description:
      'Spans of untraced requests that are held for a while, 136 bytes each, in case their request was slow.',
    usedBy: everywhere,
    schema: wholeNumber(1, 10_000_000).default(16_384),
  }),
  TRACE_SLOWEST: variable({
    description: 'How many of the slowest untraced requests of each second are exported all the same.',
    usedBy: everywhere,
    schema: wholeNumber(0, 1_000).default(2),
  }),
  TRACE_FAILED: variable({
    description: 'How many of the failed untraced requests of each second are exported all the same.',
    usedBy: everywhere,
    schema: wholeNumber(0, 1_000).default(5),
  }),
  LATENCY_HOST: variable({
    description: 'Address that the latency service listens on.',
    usedBy: ['latency'],
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  LATENCY_PORT: variable({
    description: 'Port of the latency page, its API, and OTLP over HTTP.',
    usedBy: ['latency'],
    schema: port.default(4318),
  }),
  LATENCY_GRPC_PORT: variable({
    description: 'Port of OTLP over gRPC.',
    usedBy: ['latency'],
    schema: port.default(4317),
  }),
  LATENCY_NGINX_LOG: variable({
    description:
      "nginx's access log, of which nginx's own spans are made; a file on the same machine. Absent: there are none.",
    usedBy: ['latency'],
    schema: z.string().min(1).optional(),
  }),
  LATENCY_NGINX_PORT: variable({
    description:
      "UDP port of LATENCY_HOST where nginx's access log comes by syslog, for an nginx on another machine; goes before LATENCY_NGINX_LOG. Absent: it does not come so.",
    usedBy: ['latency'],
    schema: port.optional(),
  }),
  LATENCY_NGINX_BYTES: variable({
    description:
      "Memory for lines of nginx's log that came by syslog, in bytes: they are held until nobody can want their traces any more.",
    usedBy: ['latency'],
    schema: wholeNumber(65_536, 1_000_000_000).default(16_000_000),
  }),
  LATENCY_TRACES: variable({
    description: 'Most traces that are assembled at the same time; the oldest go.',
    usedBy: ['latency'],
    schema: wholeNumber(1, 10_000_000).default(50_000),
  }),
  LATENCY_SPANS: variable({
    description: 'Most spans of traces that are assembled; the oldest traces go.',
    usedBy: ['latency'],
    schema: wholeNumber(1, 10_000_000).default(200_000),
  }),
  LATENCY_SPANS_PER_TRACE: variable({
    description: 'Most spans of one trace; further ones are left out.',
    usedBy: ['latency'],
    schema: wholeNumber(1, 100_000).default(2_000),
  }),
  LATENCY_TRACE_BYTES: variable({
    description: 'Memory for traces that are assembled, in bytes, roughly.',
    usedBy: ['latency'],
    schema: wholeNumber(1_000_000, 10_000_000_000).default(128_000_000),
  }),
  LATENCY_QUIET_MS: variable({
    description:
      'A trace is complete when no span of it has come for so long: longer than the exporters wait (OTEL_BSP_SCHEDULE_DELAY).',
    usedBy: ['latency'],
    schema: wholeNumber(10, 600_000).default(10_000),
  }),
  LATENCY_OLDEST_MS: variable({
    description: 'A trace is complete at this age in any case.',
    usedBy: ['latency'],
    schema: wholeNumber(10, 3_600_000).default(60_000),
  }),
  LATENCY_SLICE_MS: variable({
    description: 'Length of the stretches of time that figures are summed up by.',
    usedBy: ['latency'],
    schema: wholeNumber(100, 3_600_000).default(10_000),
  }),
  LATENCY_KEEP_MS: variable({
    description: 'How long figures are kept.',
    usedBy: ['latency'],
    schema: wholeNumber(1_000, 604_800_000).default(10_800_000),
  }),
  LATENCY_HISTORY_BYTES: variable({
    description:
      'Memory for figures and requests that are kept whole, in bytes, roughly; the oldest requests go first, then the oldest figures.',
    usedBy: ['latency'],
    schema: wholeNumber(1_000_000, 10_000_000_000).default(64_000_000),
  }),
} as const satisfies Record<string, Variable>;

export type Variables = typeof variables;
