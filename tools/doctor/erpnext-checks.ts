import { z } from 'zod';
import { erpnextVersion, majorVersion } from '../erpnext-install/access-check.js';
import { InstallFault } from '../erpnext-install/install-fault.js';
import { type ErpnextSite, SiteRefusal } from '../erpnext-install/site.js';
import { aheadBy, clockFinding } from './clock.js';
import type { Credentials } from './flags.js';
import { fail, type Finding, ok, reasonOf, warn } from './finding.js';

const TIMEOUT_MS = 10_000;
/** What a new Frappe site has until somebody sets it. */
const UNSET_ZONE = 'Asia/Kolkata';
/** By which a stamp may be ahead of the clock that wrote it, as far as we see. */
const STAMP_SLACK_MS = 60_000;

/** Whether the site answers, and its clock. */
export async function checkReach({ url }: Credentials): Promise<readonly Finding[]> {
  const sent = Date.now();
  let answer: Response;
  try {
    answer = await fetch(`${url}/api/method/ping`, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    return [
      fail(
        'ERPNext answers',
        `${url} can't be reached (${reasonOf(error)}): look at its address, its network and its web server.`,
      ),
    ];
  }
  const answered = Date.now();
  const body = await answer.text();
  if (answer.status === 503) {
    return [
      fail(
        'ERPNext answers',
        `${url} answers 503: it is in maintenance; end that with "bench set-maintenance-mode off".`,
      ),
    ];
  }
  if (answer.status === 429) {
    return [
      warn(
        'ERPNext answers',
        `${url} limits our requests (429): raise rate_limit in its site configuration.`,
      ),
    ];
  }
  if (!answer.ok || !body.includes('pong')) {
    return [
      fail(
        'ERPNext answers',
        `What answers at ${url} (${answer.status}) is not ERPNext: give the address where it answers itself.`,
      ),
    ];
  }
  return [
    ok('ERPNext answers', `${url} answers within ${answered - sent} ms.`),
    clockFinding('clock of ERPNext', 'ERPNext', aheadBy(answer.headers.get('date'), sent, answered)),
  ];
}

/** Who the engine is there, and which version it meets. */
export async function checkLogin(site: ErpnextSite): Promise<readonly Finding[]> {
  const user = await loggedUser(site);
  if (user === undefined) {
    const generate =
      'generate new ones for its user there (User, API Access), and give them to the stock services';
    return [fail('user', `ERPNext does not know this API key, or its secret is another: ${generate}.`)];
  }
  const version = await erpnextVersion(site);
  return [
    user === 'Administrator'
      ? warn('user', 'The engine reads as Administrator: make a user of its own (npm run erpnext:install).')
      : ok('user', `The engine reads as ${user}.`),
    version === undefined
      ? warn('version', `ERPNext does not tell this user its version: make sure that it is ${majorVersion}.`)
      : version.split('.')[0] === majorVersion
        ? ok('version', `ERPNext ${version}.`)
        : fail(
            'version',
            `ERPNext ${version} is not supported: the engine is made for version ${majorVersion}.`,
          ),
  ];
}

async function loggedUser(site: ErpnextSite): Promise<string | undefined> {
  try {
    return z.string().parse(await site.call('frappe.auth.get_logged_user'));
  } catch (error) {
    if (error instanceof InstallFault && error.kind === 'refused') return undefined;
    throw error;
  }
}

/** The zone of the site, and whether its stamps fit its clock. `engineZone`: what the engine is told to use. */
export async function checkTimeZone(
  site: ErpnextSite,
  engineZone: string | undefined,
): Promise<readonly Finding[]> {
  const answer = z
    .object({ time_zone: z.string() })
    .safeParse(await site.call('frappe.client.get_time_zone'));
  const zone = answer.data?.time_zone;
  if (zone === undefined || !isZone(zone)) {
    return [fail('time zone', 'ERPNext names no time zone: set it in its System Settings.')];
  }
  return [zoneFinding(zone, engineZone), stampFinding(zone, await newestStamp(site))];
}

function zoneFinding(zone: string, engineZone: string | undefined): Finding {
  if (engineZone !== undefined && engineZone !== zone) {
    return warn(
      'time zone',
      `ERPNext lives in ${zone} and DEFAULT_TIMEZONE says ${engineZone}: make sure that orders are meant by the latter.`,
    );
  }
  return zone === UNSET_ZONE
    ? warn(
        'time zone',
        `${zone} is what new sites have: if that is not yours, set it in ERPNext's System Settings.`,
      )
    : ok('time zone', `ERPNext lives in ${zone}.`);
}

/** Milliseconds of the newest movement as the site's clock showed it, read as UTC. */
async function newestStamp(site: ErpnextSite): Promise<number | undefined> {
  const rows = z.array(z.object({ modified: z.string() })).parse(
    await site.call('frappe.client.get_list', {
      doctype: 'Bin',
      fields: '["modified"]',
      order_by: 'modified desc, name desc',
      limit_page_length: '1',
    }),
  );
  const [newest] = rows;
  return newest === undefined ? undefined : Date.parse(`${newest.modified.slice(0, 19).replace(' ', 'T')}Z`);
}

function stampFinding(zone: string, newest: number | undefined): Finding {
  const now = wallClock(zone);
  return newest !== undefined && newest > now + STAMP_SLACK_MS
    ? fail(
        'stamps',
        `ERPNext stamps documents ${Math.round((newest - now) / 60_000)} min ahead of the time in ${zone}: its zone or its clock was changed; mend that, then run npm run sync -- --full.`,
      )
    : ok('stamps', `What ERPNext writes is not ahead of the time in ${zone}.`);
}

/** What a clock in the zone shows now, read as UTC, in milliseconds. */
function wallClock(zone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${shown.format(new Date()).replace(' ', 'T')}Z`);
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** User Permissions make rows vanish without an error. */
export async function checkUserPermissions(site: ErpnextSite): Promise<readonly Finding[]> {
  const check = 'User Permissions';
  try {
    const method = 'frappe.core.doctype.user_permission.user_permission.get_user_permissions';
    const found = z.record(z.string(), z.unknown()).parse(await site.call(method));
    const types = Object.keys(found);
    return [
      types.length === 0
        ? ok(check, 'No User Permission hides rows from the engine.')
        : fail(
            check,
            `User Permissions on ${types.join(', ')} hide rows from the engine without an error: remove those of its user.`,
          ),
    ];
  } catch (error) {
    if (!(error instanceof SiteRefusal)) throw error;
    return [warn(check, 'ERPNext does not tell the User Permissions of this user: see that it has none.')];
  }
}
