import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { dayText, type Day } from '../../apps/promise/src/domain/day.js';
import type { SiteAccess } from '../../test/oracle/site-access.js';
import { readCompanyDay } from './company-day.js';
import { askDirectly } from './direct-asking.js';
import { LeadDayModel, type LeadDayModelState } from './lead-day-model.js';
import type { ComparedOrder } from './orders.js';

/** What this process is started with: a file with it in JSON is its one argument. */
export interface AlternativesSettings {
  readonly site: SiteAccess;
  readonly fixedLeadDays: number;
  readonly model: LeadDayModelState;
}

/**
 * The alternatives as a service of one process, so that they are reached as the engine is: POST /fixed, /direct and
 * /model take the body of POST /otp/promise and answer {promise_date}. Tells its parent its port.
 */
async function serve(file: string): Promise<void> {
  const settings = JSON.parse(readFileSync(file, 'utf8')) as AlternativesSettings;
  // The figures of the model are those of now; the direct way reads its own for every order.
  const day = await readCompanyDay(settings.site);
  const model = LeadDayModel.load(settings.model);
  const after = (workingDays: number): Day => day.calendar.after(day.orderDay, workingDays);
  const ways: Record<string, (order: ComparedOrder) => Day | null | Promise<Day | null>> = {
    '/fixed': () => after(settings.fixedLeadDays),
    '/direct': (order) => askDirectly(settings.site, order, day),
    '/model': (order) => after(model.leadDays(order, day)),
  };
  const server = createServer((request, response) => {
    const way = ways[request.url ?? ''];
    const answer = async (): Promise<Day | null> => {
      const { items } = JSON.parse(await textOf(request)) as { items: ComparedOrder['lines'] };
      if (way === undefined) throw new Error(`${String(request.url)} is not there.`);
      return way({ id: '', lines: items });
    };
    answer().then(
      (promised) => {
        const promise_date = promised === null ? null : dayText(promised);
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ promise_date }));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.once('disconnect', () => process.exit(0));
  process.send?.({ port: (server.address() as AddressInfo).port });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

await serve(process.argv[2] ?? '');
