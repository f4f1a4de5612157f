import { ErpnextSite } from '../erpnext-install/site.js';
import { checkHealth, checkSync } from './engine-checks.js';
import { checkLogin, checkReach, checkTimeZone, checkUserPermissions } from './erpnext-checks.js';
import { type Finding, findingsOf, type Status } from './finding.js';
import type { DoctorFlags } from './flags.js';
import { checkIndexes } from './index-checks.js';
import { checkInstallation, checkReceiver } from './installation-checks.js';
import { checkPermissions } from './permission-checks.js';
import { checkRedis } from './redis-checks.js';

/** All checks, one after the other: an ERPNext that is in trouble is asked gently. Never rejects. */
export async function examine(
  flags: DoctorFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const { erp, admin, receiver, url, key } = flags;
  const site = new ErpnextSite(erp);
  const found: Finding[] = [];
  const look = async (check: string, checking: () => Promise<readonly Finding[]>): Promise<boolean> => {
    const findings = await findingsOf(check, checking);
    found.push(...findings);
    return findings.every(({ status }) => status !== 'fail');
  };
  await look('engine', () => checkHealth(url));
  await look('synchronisation', () => checkSync(url, key, env));
  await look('receiver of webhooks', () => checkReceiver(receiver));
  await look('Redis', () => checkRedis(flags.redis));
  await look('ERPNext answers', () => checkReach(erp));
  // Without an answer, or with a key that it does not know, the rest would only say so again.
  if (!found.some(({ check, status }) => check === 'ERPNext answers' && status === 'fail')) {
    if (await look('user', () => checkLogin(site))) {
      await look('time zone', () => checkTimeZone(site, env['DEFAULT_TIMEZONE']));
      await look('User Permissions', () => checkUserPermissions(site));
      await look('permissions', () => checkPermissions(site));
    }
    await look('webhooks', () =>
      checkInstallation(admin === undefined ? undefined : new ErpnextSite(admin), receiver),
    );
  }
  await look('indexes of ERPNext', () => checkIndexes(flags.sql));
  return found;
}

/** For people, or as JSON: {status, findings[]}. */
export function report(findings: readonly Finding[], { json, secrets }: DoctorFlags): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const text = json
    ? `${JSON.stringify({ status: worstOf(findings), findings }, null, 2)}\n`
    : findings
        .map(({ status, check, text: found }) => `${status.padEnd(4)}  ${check.padEnd(width)}  ${found}\n`)
        .join('');
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

export function worstOf(findings: readonly Finding[]): Status {
  const all = findings.map(({ status }) => status);
  return all.includes('fail') ? 'fail' : all.includes('warn') ? 'warn' : 'ok';
}
