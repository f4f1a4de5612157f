import { systemClock } from '#libs/kernel';
import { ErpnextReference } from '../src/adapters/out/erpnext/erpnext-reference.js';
import { ErpnextSupply } from '../src/adapters/out/erpnext/erpnext-supply.js';
import { connect } from './erpnext.js';
import { type Answering, type Answer, SiteDouble } from './site-double.js';

const open: { close(): Promise<unknown> }[] = [];

/** A site that answers so, and what is read from it. */
export async function siteOf(answering: Answering) {
  const site = await SiteDouble.start(answering);
  const { client, connections, siteClock } = connect(site.url);
  open.push(connections, site);
  return {
    site,
    client,
    reference: new ErpnextReference(client, siteClock, systemClock),
    supply: new ErpnextSupply(client, siteClock),
  };
}

export async function closeSites(): Promise<void> {
  for (const resource of open.splice(0)) await resource.close();
}

export const listed = (rows: readonly unknown[]): Answer => ({ status: 200, body: { message: rows } });
