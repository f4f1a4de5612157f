import { waitFor } from '../../../libs/testing/src/wait-for.js';
import { MeasuredCluster, type SyncRun } from '../measured-cluster.js';
import type { Figures, Measurement, Sizes } from '../measurement.js';

const CHANGES = 1_000;

const ITEMS = 100_000;
const BINS_PER_ITEM = 10;
const OPEN_ROWS = 200_000;

/** A full sync of a large site, and an incremental one after a thousand changes. */
export class Sync implements Measurement {
  readonly name = 'sync';

  constructor(
    private readonly sizes: Sizes,
    private readonly say: (what: string) => void,
  ) {}

  async round(): Promise<Figures> {
    const { share } = this.sizes;
    const size = { items: ITEMS * share, binsPerItem: BINS_PER_ITEM, openRows: OPEN_ROWS * share };
    const cluster = await MeasuredCluster.start(
      {
        gateways: 1,
        promises: 1,
        items: size.items,
        'bins-per-item': size.binsPerItem,
        'open-rows': size.openRows,
      },
      { SYNC_INTERVAL_MS: '10000' },
    );
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, cluster.residentMb('stock'))), 250);
    try {
      let told = 0;
      let begunAt = NaN;
      const endedAt = await waitFor(
        async () => {
          const { complete, running, last } = await cluster.sync();
          if (running?.kind === 'full') begunAt = Date.parse(running.started_at);
          if (running !== null && running.items_done >= told + size.items / 10) {
            told = running.items_done;
            this.say(`${told} items read`);
          }
          if (!complete) return undefined;
          // The run after it may have taken its place already: then it ended since we last asked.
          return last?.kind === 'full' ? Date.parse(last.ended_at ?? '') : Date.now();
        },
        { timeoutMs: 600_000, everyMs: 50, what: 'a full sync' },
      );
      const full = (endedAt - begunAt) / 1_000;
      const fullPeak = peak;
      const stamp = siteStamp();
      const changed = (await cluster.site.bins(CHANGES)).map((bin) => ({
        ...bin,
        actual_qty: Number(bin['actual_qty']) + 1,
        modified: stamp,
      }));
      await cluster.site.writeRows({ Bin: changed });
      const { last: incremental } = await waitFor(
        async () => {
          const state = await cluster.sync();
          return (state.last?.items_done ?? 0) >= CHANGES / 2 && state.last?.kind === 'incremental'
            ? state
            : undefined;
        },
        { timeoutMs: 60_000, everyMs: 50, what: 'an incremental sync' },
      );
      return {
        full_sync_items: size.items,
        full_sync_bins: size.items * size.binsPerItem,
        full_sync_open_rows: size.openRows,
        full_sync_s: full,
        full_sync_stock_rss_mb: fullPeak,
        incremental_1000_items_read: incremental?.items_done ?? NaN,
        incremental_1000_s: seconds(incremental),
      };
    } finally {
      clearInterval(watch);
      await cluster.stop();
    }
  }
}

function seconds(run: SyncRun | null): number {
  return run === null || run.ended_at === null
    ? NaN
    : (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1_000;
}

/** Now on the clock of the sandbox's site, in the form of its stamps. */
function siteStamp(): string {
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date());
  return `${local}.000000`;
}
