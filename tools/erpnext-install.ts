import { auditByHand } from '#libs/observability';
import { help, parseFlags } from './erpnext-install/flags.js';
import { exitCodes, InstallFault } from './erpnext-install/install-fault.js';
import { install } from './erpnext-install/install.js';
import { ErpnextSite, SiteRefusal } from './erpnext-install/site.js';
import { uninstall } from './erpnext-install/uninstall.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = parseFlags(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(help);
    return;
  }
  const site = new ErpnextSite(options.site);
  const { receiver } = options;
  let outcome: 'done' | 'failed' = 'failed';
  try {
    if (options.uninstall || receiver === undefined) await uninstall(site, options, say);
    else await install(site, { ...options, receiver }, say);
    outcome = 'done';
  } finally {
    const call = `erpnext:install${options.uninstall ? ' --uninstall' : ''}`;
    if (site.changed.length > 0) auditByHand({ call, documents: site.changed, outcome });
  }
  if (options.dryRun) say('Nothing was changed.');
}

try {
  await main();
} catch (error) {
  const isKnown = error instanceof InstallFault || error instanceof SiteRefusal;
  process.stderr.write(`${isKnown ? error.message : String(error)}\n`);
  process.exitCode = error instanceof InstallFault ? exitCodes[error.kind] : exitCodes.unreachable;
}
