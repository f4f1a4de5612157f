import { type AddressInfo } from 'node:net';
import { systemClock } from '#libs/kernel';
import { Access } from './access/access.js';
import { defaultUsers, type SiteUser } from './access/roles.js';
import { Database, type Row } from './database/database.js';
import { SiteClock } from './database/site-clock.js';
import { controllers } from './documents/controllers.js';
import { type Site } from './documents/controller.js';
import { DocumentService } from './documents/document-service.js';
import { Naming } from './documents/naming.js';
import { DocumentStore } from './documents/store.js';
import { addAdminRoutes } from './http/admin-routes.js';
import { Api } from './http/api.js';
import { defaultBehaviour, HeldAnswers, type Behaviour } from './http/behaviour.js';
import { Methods } from './http/methods.js';
import { Reader } from './http/reader.js';
import { RequestLog } from './http/request-log.js';
import { createServer } from './http/server.js';
import { addCustomField } from './masters/master-controllers.js';
import { Registry } from './schema/registry.js';
import { putRows, type Rows } from './seed/rows.js';
import { addUsers } from './seed/users.js';
import { DeliveryWorker, sitePolicy, type RetryPolicy } from './webhooks/delivery-worker.js';
import { Outbox } from './webhooks/outbox.js';

export interface SandboxSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** A file, or `:memory:`. */
  readonly database: string;
  readonly timeZone: string;
  /** What an empty database is filled with; `today` in the site's zone. */
  readonly company: (today: string) => Rows;
  readonly users?: readonly SiteUser[];
  readonly behaviour?: Partial<Behaviour>;
  readonly webhookRetries?: RetryPolicy;
}

export interface RunningSandbox {
  readonly url: string;
  readonly site: Site;
  /** Resolves when no webhook is on its way. */
  readonly webhooksSent: () => Promise<void>;
  /** Answers the requests that are in flight, then closes everything. */
  readonly stop: () => Promise<void>;
}

export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const registry = new Registry();
  const database = new Database(settings.database, registry);
  const worker = new DeliveryWorker(settings.webhookRetries ?? sitePolicy);
  const users = settings.users ?? defaultUsers;
  const clock = new SiteClock(settings.timeZone, systemClock);
  const site: Site = {
    store: new DocumentStore(database, registry),
    clock,
    naming: new Naming(database),
    access: new Access(database, users),
    outbox: new Outbox(database, worker.enqueue),
  };
  readCustomFields(site);
  site.store.put(registry.get('System Settings'), { name: 'System Settings', time_zone: settings.timeZone });
  if (database.row('SELECT 1 FROM tabCompany LIMIT 1') === undefined) {
    putRows(site, settings.company(clock.today()), false);
  }
  database.createIndexes();
  addUsers(site, users);
  const behaviour = { ...defaultBehaviour(), ...settings.behaviour };
  const held = new HeldAnswers();
  const log = new RequestLog();
  const reader = new Reader(site.store, site.access, behaviour);
  const documents = new DocumentService(site, controllers);
  const api = new Api(site, reader, documents, new Methods(site, reader, documents), {
    behaviour,
    log,
    held,
  });
  const app = createServer(api, behaviour, (server) =>
    addAdminRoutes(server, {
      behaviour,
      log,
      held,
      putRows: (rows, replace) => putRows(site, rows, replace),
    }),
  );
  try {
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    database.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    site,
    webhooksSent: () => worker.idle(),
    stop: async () => {
      held.release();
      await app.close();
      await worker.stop();
      database.close();
    },
  };
}

/** The columns are in the file already; the registry must know them. */
function readCustomFields(site: Site): void {
  const rows: Row[] = site.store.database.rows('SELECT * FROM "tabCustom Field"');
  for (const row of rows) addCustomField(site, String(row['dt']), row);
}
