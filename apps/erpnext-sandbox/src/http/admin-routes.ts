import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Row } from '../database/database.js';
import { behaviourFaults, defaultBehaviour, type Behaviour, type HeldAnswers } from './behaviour.js';
import { type RequestLog } from './request-log.js';

interface Control {
  readonly behaviour: Behaviour;
  readonly log: RequestLog;
  readonly held: HeldAnswers;
  /** Writes rows as they are, without anything that documents do. Throws for an unknown DocType or column. */
  readonly putRows: (rows: Readonly<Record<string, readonly Row[]>>, replace: boolean) => void;
}

/** The sandbox's own paths under /sandbox; see docs/sandbox.md. */
export function addAdminRoutes(app: FastifyInstance, control: Control): void {
  const { behaviour, log, held } = control;
  const state = (): Behaviour & { held: number } => ({ ...behaviour, held: held.count });
  const json = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
    reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body));

  app.get('/sandbox/behaviour', (_request, reply) => json(reply, 200, state()));

  app.post('/sandbox/behaviour', (request, reply) => {
    const change = objectIn(request.body);
    const faults = change === undefined ? ['body'] : behaviourFaults(change);
    if (faults.length > 0) return json(reply, 400, { error: 'unknown or wrong', fields: faults });
    Object.assign(behaviour, change);
    return json(reply, 200, state());
  });

  app.delete('/sandbox/behaviour', (_request, reply) => {
    Object.assign(behaviour, defaultBehaviour());
    held.release();
    return json(reply, 200, state());
  });

  app.post('/sandbox/release', (_request, reply) => {
    held.release();
    return json(reply, 200, state());
  });

  app.get('/sandbox/requests', (_request, reply) => json(reply, 200, log.report()));

  app.delete('/sandbox/requests', (_request, reply) => {
    log.reset();
    return json(reply, 200, log.report());
  });

  app.post<{ Querystring: { replace?: string } }>('/sandbox/rows', (request, reply) => {
    const rows = objectIn(request.body);
    if (rows === undefined) return json(reply, 400, { error: 'the body must be {DocType: [rows]}' });
    try {
      control.putRows(rows as Record<string, Row[]>, request.query.replace === 'true');
    } catch (error) {
      return json(reply, 400, { error: error instanceof Error ? error.message : String(error) });
    }
    return json(reply, 200, { ok: true });
  });
}

function objectIn(body: unknown): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(String(body)) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
