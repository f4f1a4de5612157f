import { version } from '#libs/observability';
import {
  health,
  liveness,
  readiness,
  syncState,
  webhookAnswer,
  webhookBody,
  webhookPath,
} from './engine.schema.js';
import { json, type Operation } from './operation.js';

const healthAt = (path: string, id: string): Operation => ({
  method: 'get',
  path,
  id,
  tag: 'Engine',
  summary: 'Whether promises can be given',
  description: 'Comes from a cache of up to 5 s.',
  isShared: true,
  answers: {
    200: json('Promises can be given, be it from the replica.', health, {
      healthy: { status: 'healthy', version, erpnext_connected: true, message: 'Promises can be given.' },
    }),
    503: json('Promises can not be given.', health, {
      unhealthy: {
        status: 'unhealthy',
        version,
        erpnext_connected: false,
        message: 'The promise service is not reachable.',
      },
    }),
  },
  answerHeaders: ['X-Cache-Status'],
  problems: [],
});

export const engineOperations: readonly Operation[] = [
  healthAt('/health', 'getHealth'),
  healthAt('/otp/health', 'getOtpHealth'),
  {
    method: 'get',
    path: '/health/live',
    id: 'getLiveness',
    tag: 'Engine',
    summary: 'For an orchestrator: this process need not be replaced',
    answers: { 200: json('It lives.', liveness, { live: { status: 'live', version } }) },
    problems: [],
  },
  {
    method: 'get',
    path: '/health/ready',
    id: 'getReadiness',
    tag: 'Engine',
    summary: 'For an orchestrator: calls may be sent here',
    answers: {
      200: json('It is ready.', readiness, { ready: { status: 'ready', version } }),
      503: json('It is not ready yet, or it stops.', readiness, { not: { status: 'not ready', version } }),
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/api/sync',
    id: 'getSync',
    tag: 'Engine',
    summary: 'How far the replica follows ERPNext',
    answers: {
      200: json('The state.', syncState, {
        'after a full run': {
          complete: true,
          covered_until: '2026-11-24T22:29:23.548Z',
          items: 2000,
          hints_waiting: 0,
          running: null,
          last: {
            kind: 'full',
            items_done: 2000,
            items_total: 2000,
            failure: null,
            started_at: '2026-11-24T22:29:22.765Z',
            ended_at: '2026-11-24T22:29:23.643Z',
          },
          problems: [],
        },
      }),
    },
    problems: [],
  },
  {
    method: 'post',
    path: '/webhooks/erpnext/{slug}',
    id: 'takeWebhook',
    tag: 'Engine',
    summary: 'For ERPNext: tells that a document has changed',
    description:
      '`npm run erpnext:install` makes the webhooks. What they tell is read again, never believed.',
    isSigned: true,
    parameters: { path: webhookPath },
    exampleParameters: { slug: 'bin-on-change' },
    body: json('As the webhook of the event writes it.', webhookBody, {
      'a Bin': { event: 'bin-on-change', item_code: 'BOLT-M8' },
    }),
    answers: {
      202: json('It is stored, and will be looked up.', webhookAnswer, { accepted: { status: 'accepted' } }),
    },
    problems: [
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'MALFORMED_JSON',
      'UNSUPPORTED_MEDIA_TYPE',
      'BODY_TOO_LARGE',
      'VALIDATION_FAILED',
      'RATE_LIMITED',
    ],
  },
];
