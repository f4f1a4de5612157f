import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { stock } from '#libs/contracts';
import { loadRedisConfig } from '#libs/config';
import {
  ApiKeys,
  connectRedis,
  type Hint,
  HintQueue,
  Idempotency,
  type OnceCall,
  Replica,
  scopes,
  type SyncState,
} from '#libs/redis';
import { startRedis, waitFor } from '#libs/testing';

/** So late that what is recorded never grows old. */
const AS_OF_MS = Date.UTC(2100, 0, 1);
/** Where the recording has the API key itself. */
export const RECORDED_KEY = 'recorded:api-key';

const snapshot: stock.ItemSnapshot = {
  as_of_ms: AS_OF_MS,
  inbound_unreadable: null,
  item: {
    item_code: 'VALVE-Ü 1/2"',
    stock_uom: 'Nos',
    is_stock_item: true,
    disabled: false,
    has_variants: false,
    uoms: [{ uom: 'Box', conversion_factor: 12 }],
    components: [],
    bins: [
      {
        warehouse: 'Stores - W',
        actual_qty: 7.5,
        reserved_qty: 3,
        reserved_qty_for_production: 0.25,
        reserved_qty_for_sub_contract: 0.125,
        reserved_qty_for_production_plan: 0.125,
      },
    ],
    inbound: [
      {
        purchase_order: 'PO-1',
        row: 'row-1',
        idx: 1,
        company: 'Works',
        status: 'To Receive and Bill',
        warehouse: 'Stores - W',
        qty: 1,
        received_qty: 0.5,
        conversion_factor: 12,
        delivered_by_supplier: false,
        schedule_date: '2031-03-10',
        expected_delivery_date: '2031-03-12',
      },
    ],
  },
};

const reference: stock.GetReferenceResponse = {
  version: 'reference-1',
  as_of_ms: AS_OF_MS,
  warehouses: [warehouse('All Warehouses - W', undefined), warehouse('Stores - W', 'All Warehouses - W')],
  companies: [{ name: 'Works', default_holiday_list: 'Days off' }],
  holiday_lists: [
    {
      name: 'Days off',
      readable: true,
      from_date: '2031-01-01',
      to_date: '2031-12-31',
      holidays: [{ date: '2031-03-13', weekly_off: false }],
    },
  ],
  site_time_zone: 'Europe/Berlin',
  distrust: [],
  bundles: [],
  bundles_unreadable: null,
  whole_number_uoms: ['Nos'],
};

function warehouse(name: string, parent: string | undefined): stock.Warehouse {
  return {
    ...{ name, parent_warehouse: parent ?? null, is_group: parent === undefined, company: 'Works' },
    ...{ disabled: false, warehouse_type: null, is_rejected_warehouse: false },
  };
}

const state: Omit<SyncState, 'histories'> = {
  complete: true,
  coveredUntilMs: AS_OF_MS,
  progress: { watermarkMs: AS_OF_MS, pass: null, running: null, last: null },
};
const hints: readonly Hint[] = [
  { kind: 'items', codes: ['VALVE-Ü 1/2"'] },
  { kind: 'order', name: 'PO-1', codes: ['VALVE-Ü 1/2"'] },
  { kind: 'reference' },
];
const call: OnceCall & { readonly answer: string } = {
  ...{ id: 'call-1', body: 'digest-1', runner: 'runner-1', answer: '{"status":"success"}' },
};

/** What a build leaves in Redis, one of each kind. */
export const wire = { snapshot, reference, state, hints, call };

/** Lets this build write all of it into a Redis of its own, whose copy it leaves in `file`. */
export async function recordWire(file: string): Promise<void> {
  const server = await startRedis();
  const redis = connectRedis(loadRedisConfig({ REDIS_URL: server.url }));
  try {
    await waitFor(() => redis.status === 'ready', { what: 'Redis' });
    const replica = new Replica(redis);
    const version = await replica.drawVersion();
    await replica.write(
      [
        { kind: 'snapshot', code: snapshot.item?.item_code ?? '', snapshot },
        { kind: 'unusable', code: 'UNUSABLE' },
      ],
      version,
    );
    await replica.saveReference(reference, version);
    await replica.saveState({ ...state, histories: await replica.histories() }, version);
    await replica.announce({ kind: 'items', codes: ['VALVE-Ü 1/2"'] });
    await new HintQueue(redis, { mostWaiting: 10, redeliverAfterMs: 1_000 }).add(hints);
    const once = new Idempotency(redis, 1_000_000);
    await once.begin(call, 1_000_000);
    await once.keep(call, call.answer);
    // Of a copy that is read later nothing may have lapsed.
    for (const name of (await server.command('--scan')).split('\n')) await server.command('PERSIST', name);
    await server.command('SET', RECORDED_KEY, (await new ApiKeys(redis).create('desk', scopes)).key);
    await promisify(execFile)('redis-cli', ['-u', server.url, '--rdb', file]);
  } finally {
    redis.disconnect();
    await server.stop();
  }
}
