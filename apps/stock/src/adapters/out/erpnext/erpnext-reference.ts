import type { Clock } from '#libs/kernel';
import { Bundles } from '../../../application/bundles.js';
import type { Limits } from '../../../application/limits.js';
import type { ReferenceSource } from '../../../application/supply-source.port.js';
import type {
  Company,
  HolidayList,
  Reference,
  SharedReference,
  Warehouse,
} from '../../../application/supply.js';
import type { ErpnextClient, ListQuery } from './erpnext-client.js';
import { asUnavailable, ErpnextFault, type FaultKind } from './erpnext-fault.js';
import {
  closedHolidayList,
  parseBundles,
  parseCompany,
  parseHolidayLists,
  parseTimeZone,
  parseWarehouse,
  versioned,
} from './reference.parser.js';
import {
  bundleQuery,
  companyQuery,
  holidayListQuery,
  probe,
  warehouseQuery,
  wholeNumberUomQuery,
} from './reference.queries.js';
import { Fields } from './figures.js';
import type { SiteClock } from './site-clock.js';
import { gapsIn, restrictionsIn, USER_PERMISSIONS_METHOD } from './user-permissions.js';

/** What follows when our user may not read a DocType that each order needs. */
const PROBED: Readonly<Record<string, string>> = {
  Bin: 'Nothing can be promised without it.',
  Item: 'Nothing can be promised without it.',
  'Purchase Order': 'Only what stock alone covers can be promised.',
  'Sales Order': 'Orders that name a Sales Order are refused.',
};

const WITHOUT_LIST = 'The configured weekly off days are used until then, and no holidays.';

const WITHOUT_CLOCK =
  "ERPNext's answers have no usable Date header, so this machine's clock is taken for the site's: have the proxy in front of ERPNext pass that header on.";

/** How a site answers that does not let, or does not know how to, look at User Permissions. */
const UNANSWERED: ReadonlySet<FaultKind> = new Set(['forbidden', 'missing', 'refused', 'unreadable']);

/** Reads what is the same for every order, and what our user is not allowed to see of it. */
export class ErpnextReference implements ReferenceSource {
  constructor(
    private readonly client: ErpnextClient,
    private readonly siteClock: SiteClock,
    private readonly clock: Clock,
  ) {}

  async greet(limits: Limits): Promise<void> {
    try {
      await this.client.method('frappe.auth.get_logged_user', 'the name of our user', limits);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  async reference(limits: Limits): Promise<Reference> {
    const problems: string[] = [];
    const asOfMs = this.clock.now();
    try {
      // Alone: while ERPNext comes back, one request at a time is let through.
      const zone = parseTimeZone(
        await this.client.method('frappe.client.get_time_zone', 'its time zone', limits),
      );
      const [warehouses, calendar, bundles, wholeNumberUoms] = await Promise.all([
        this.client.list(warehouseQuery, limits).then((rows) => rows.map(parseWarehouse)),
        this.#calendar(limits, problems),
        this.#bundles(limits, problems),
        this.#wholeNumberUoms(limits, problems),
        ...Object.entries(PROBED).map(([doctype, outcome]) =>
          this.#probe(doctype, outcome, limits, problems),
        ),
      ]);
      const restrictions = await this.#restrictions(warehouses, limits, problems);
      if (!this.siteClock.heard) problems.push(WITHOUT_CLOCK);
      const distrust = [...restrictions, ...gapsIn(warehouses)];
      const shared = versioned({
        ...{ warehouses, ...calendar, site_time_zone: zone, distrust },
        ...{ ...bundles, whole_number_uoms: wholeNumberUoms },
      });
      return { shared, bundles: new Bundles(shared.bundles), asOfMs, problems: problems.sort() };
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** Rows of a list, or the fault that says that our user may not read them. */
  async #permitted(query: ListQuery, limits: Limits): Promise<readonly unknown[] | ErpnextFault> {
    try {
      return await this.client.list(query, limits, 'reference');
    } catch (error) {
      if (error instanceof ErpnextFault && error.kind === 'forbidden') return error;
      throw error;
    }
  }

  async #probe(doctype: string, outcome: string, limits: Limits, problems: string[]): Promise<void> {
    const rows = await this.#permitted(probe(doctype), limits);
    if (rows instanceof ErpnextFault) problems.push(`${rows.sentence} ${outcome}`);
  }

  async #bundles(
    limits: Limits,
    problems: string[],
  ): Promise<Pick<SharedReference, 'bundles' | 'bundles_unreadable'>> {
    const refused = 'Orders of items that are not kept in stock are refused until then.';
    const rows = await this.#permitted(bundleQuery, limits);
    if (rows instanceof ErpnextFault) {
      problems.push(`${rows.sentence} ${refused}`);
      return { bundles: [], bundles_unreadable: rows.sentence };
    }
    const { bundles, unusable } = parseBundles(rows);
    problems.push(...unusable.map((sentence) => `${sentence} ${refused}`));
    return { bundles, bundles_unreadable: unusable[0] ?? null };
  }

  async #wholeNumberUoms(limits: Limits, problems: string[]): Promise<readonly string[]> {
    const rows = await this.#permitted(wholeNumberUomQuery, limits);
    if (rows instanceof ErpnextFault) {
      problems.push(`${rows.sentence} Parts of units that ERPNext sells only whole are promised until then.`);
      return [];
    }
    return rows.map((row) => Fields.of(row, () => 'a UOM').text('name'));
  }

  /** A company that is not in it is one whose days off are not known. */
  async #calendar(
    limits: Limits,
    problems: string[],
  ): Promise<{ companies: readonly Company[]; holiday_lists: readonly HolidayList[] }> {
    const rows = await this.#permitted(companyQuery, limits);
    if (rows instanceof ErpnextFault) {
      problems.push(`${rows.sentence} ${WITHOUT_LIST}`);
      return { companies: [], holiday_lists: [] };
    }
    if (rows.length === 0) problems.push(`ERPNext shows our user no Company. ${WITHOUT_LIST}`);
    const companies = rows.map(parseCompany);
    const named = [...new Set(companies.flatMap((company) => company.default_holiday_list ?? []))].sort();
    const holidayLists = named.length === 0 ? [] : await this.#holidayLists(named, limits, problems);
    return { companies, holiday_lists: holidayLists };
  }

  async #holidayLists(
    names: readonly string[],
    limits: Limits,
    problems: string[],
  ): Promise<readonly HolidayList[]> {
    const rows = await this.#permitted(holidayListQuery(names), limits);
    if (rows instanceof ErpnextFault) {
      problems.push(`${rows.sentence} ${WITHOUT_LIST}`);
      return names.map(closedHolidayList);
    }
    const parsed = parseHolidayLists(rows);
    const shown = new Map(parsed.lists.map((list) => [list.name, list]));
    const hidden = names.filter((name) => !shown.has(name));
    problems.push(
      ...parsed.problems.map((problem) => `${problem} ${WITHOUT_LIST}`),
      ...hidden.map((name) => `ERPNext does not show our user the Holiday List ${name}. ${WITHOUT_LIST}`),
    );
    return names.map((name) => shown.get(name) ?? closedHolidayList(name));
  }

  async #restrictions(
    warehouses: readonly Warehouse[],
    limits: Limits,
    problems: string[],
  ): Promise<readonly string[]> {
    try {
      const message = await this.client.method(USER_PERMISSIONS_METHOD, 'its own User Permissions', limits);
      return restrictionsIn(message, warehouses);
    } catch (error) {
      if (!(error instanceof ErpnextFault) || !UNANSWERED.has(error.kind)) throw error;
      problems.push(
        'ERPNext does not tell our user its User Permissions: make sure that it has none, because they hide rows without a word.',
      );
      return [];
    }
  }
}
