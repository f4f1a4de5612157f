import { z } from 'zod';

export const processes = ['gateway', 'promise', 'stock'] as const;
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
  SHUTDOWN_GRACE_MS: variable({
    description: 'How long a process that is told to stop waits for requests in flight, in milliseconds.',
    usedBy: everywhere,
    schema: wholeNumber(0, 600_000).default(30_000),
  }),
  METRICS_HOST: variable({
    description: 'Address that GET /metrics listens on.',
    usedBy: everywhere,
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  METRICS_PORT: variable({
    description: 'Port of GET /metrics, which no customer reaches; 0: no metrics are served.',
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
    description: 'host:port of each promise service, separated by commas.',
    usedBy: ['gateway'],
    schema: addresses,
  }),
  REQUEST_TIMEOUT_MS: variable({
    description: 'Time for one request as a whole; deadlines of all calls behind it derive from it.',
    usedBy: ['gateway'],
    schema: wholeNumber(1, 30_000).default(2_000),
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
    description: 'host:port of each stock service, separated by commas.',
    usedBy: ['promise'],
    schema: addresses,
  }),
  DEFAULT_WAREHOUSE: variable({
    description: 'Leaf or group warehouse of order lines that name none.',
    usedBy: ['promise'],
    schema: z.string().min(1).max(140),
  }),
  DEFAULT_TIMEZONE: variable({
    description: 'IANA zone of orders that name none; without it the zone of the ERPNext site.',
    usedBy: ['promise'],
    schema: zone.optional(),
  }),
  DEFAULT_NO_WEEKENDS: variable({
    description: 'true: weekly off days are off, unless the order says otherwise.',
    usedBy: ['promise'],
    schema: yesOrNo.default(true),
  }),
  DEFAULT_CUTOFF_TIME: variable({
    description: 'HH:MM up to which an order starts on the same day.',
    usedBy: ['promise'],
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
    usedBy: ['promise'],
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
    usedBy: ['promise'],
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
  ERPNEXT_READ_RETRIES: variable({
    description: 'How often a read is repeated after a failure that may pass.',
    usedBy: ['stock'],
    schema: wholeNumber(0, 3).default(3),
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
} as const satisfies Record<string, Variable>;

export type Variables = typeof variables;
