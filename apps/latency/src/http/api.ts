import type { FastifyInstance, FastifyReply } from 'fastify';
import { ZodError } from 'zod';
import type { Profile } from '../analysis/profile.js';
import type { History } from '../history/history.js';
import { breakdownOf, groupedBreakdowns } from '../report/breakdown.js';
import { breakdownTable } from '../report/breakdown-table.js';
import { differenceOf } from '../report/difference.js';
import { flameOf, foldedStacks, speedscopeFile, type Stacks } from '../report/stacks.js';
import { summaryOf, waterfallOf } from '../report/waterfall.js';
import { type Question, readPeriods, readQuestion } from './query.js';

/** Where a trace is looked up, and what the process says of itself. */
export interface LatencyFacts {
  readonly history: History;
  readonly findProfile: (traceId: string) => Profile | undefined;
  readonly status: () => object;
}

const MOST_LISTED = 200;

/** Answers questions about where the time goes. */
export function addApi(fastify: FastifyInstance, { history, findProfile, status }: LatencyFacts): void {
  const stacksOf = ({ selection, slowest }: Question): Stacks =>
    slowest ? history.slowest(selection).stacks : history.all(selection).stacks;

  fastify.get('/api/breakdown', (request, reply) => {
    const { selection, format } = readQuestion(request.query);
    const all = breakdownOf(history.all(selection));
    if (format === 'text') return reply.type('text/plain; charset=utf-8').send(breakdownTable(all));
    return reply.send({ all, groups: groupedBreakdowns(history, selection) });
  });

  fastify.get('/api/diff', (request) => {
    const { before, after } = readPeriods(request.query);
    return differenceOf(history.all(before), history.all(after));
  });

  fastify.get('/api/flame', (request) => {
    const question = readQuestion(request.query);
    return flameOf(stacksOf(question), question.slowest ? 'slowest 1 %' : 'all requests');
  });

  fastify.get('/api/folded', (request, reply) =>
    download(reply, 'promises.folded', 'text/plain; charset=utf-8').send(
      foldedStacks(stacksOf(readQuestion(request.query))),
    ),
  );

  fastify.get('/api/speedscope', (request, reply) =>
    download(reply, 'promises.speedscope.json', 'application/json').send(
      speedscopeFile(stacksOf(readQuestion(request.query)), 'promises'),
    ),
  );

  fastify.get('/api/slowest', (request) => {
    const { threshold, examples } = history.slowest(readQuestion(request.query).selection);
    return { slower_than_ms: threshold / 1_000, traces: examples.slice(0, MOST_LISTED).map(summaryOf) };
  });

  fastify.get('/api/example', (request, reply) => {
    const { selection, slowest, stack } = readQuestion(request.query);
    const examples = slowest ? history.slowest(selection).examples : history.examples(selection);
    const found = examples.find(({ stacks }) => [...stacks.keys()].some((known) => isBelow(known, stack)));
    return found === undefined ? unknown(reply, 'No request with this stack is kept.') : summaryOf(found);
  });

  fastify.get<{ Params: { id: string } }>('/api/traces/:id', (request, reply) => {
    const profile = findProfile(request.params.id);
    return profile === undefined ? unknown(reply, 'This trace is not kept.') : waterfallOf(profile);
  });

  fastify.get('/api/status', () => status());

  fastify.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof ZodError)) throw error;
    const faults = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    return reply.code(400).send({ message: 'The query is not understood.', faults });
  });
}

const isBelow = (stack: string, above: string): boolean =>
  above === '' || stack === above || stack.startsWith(`${above};`);

const unknown = (reply: FastifyReply, message: string) => reply.code(404).send({ message });

function download(reply: FastifyReply, name: string, type: string): FastifyReply {
  return reply.header('content-disposition', `attachment; filename="${name}"`).type(type);
}
