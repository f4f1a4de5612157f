/**
 * The doors between the rooms. Each rule says why it stands; `npm run lint` fails when one is broken,
 * and tools/doors.spec.ts tries each with an import that it must refuse.
 */
const SPEC = '\\.(spec|properties)\\.ts$|/test/';

export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'The calculation must give the same answer for the same input: it knows its own files and the kernel, no framework, database, contract, clock or randomness.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/domain/', pathNot: SPEC },
      to: { pathNot: '^apps/[^/]+/src/domain/|^libs/kernel/' },
    },
    {
      name: 'application-knows-no-technique',
      comment:
        'Use cases speak through their ports, so that they can be tested and moved without Nest, gRPC or Redis.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/application/', pathNot: SPEC },
      to: { pathNot: '^apps/[^/]+/src/(domain|application)/|^libs/kernel/' },
    },
    {
      name: 'inner-rooms-do-not-look-out',
      comment: 'Adapters depend on the application, never the other way round.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/(domain|application)/' },
      to: { path: '^apps/[^/]+/src/adapters/' },
    },
    {
      name: 'apps-do-not-import-apps',
      comment: 'Services meet at their contracts; what two of them need belongs in libs.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-do-not-import-apps',
      comment: 'A library that knows its user is a part of it.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'kernel-stands-alone',
      comment: 'Everything rests on the kernel.',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: SPEC },
      to: { pathNot: '^libs/kernel/' },
    },
    {
      name: 'only-redis-lib-knows-ioredis',
      comment: 'One place for connections and keys.',
      severity: 'error',
      from: { pathNot: '^libs/redis/' },
      to: { path: '^ioredis$|node_modules/ioredis/' },
    },
    {
      name: 'only-observability-knows-otel-sdk',
      comment: 'Telemetry is set up in one place, before anything else is loaded.',
      severity: 'error',
      from: { pathNot: '^libs/observability/' },
      to: { path: '@opentelemetry/sdk' },
    },
    {
      name: 'sandbox-is-a-stranger',
      comment: 'The sandbox stands for ERPNext: nobody may know more of it than its HTTP API, nor it of us.',
      severity: 'error',
      from: { path: '^(apps/(?!erpnext-sandbox)|libs/)' },
      to: { path: '^apps/erpnext-sandbox/' },
    },
    {
      name: 'testing-stays-in-tests',
      comment: 'Test tools do not ship.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `${SPEC}|^libs/testing/` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'What nobody imports and nobody starts is dead.',
      severity: 'error',
      from: { orphan: true, path: '^(apps|libs)/[^/]+/src/', pathNot: `${SPEC}|/main\\.ts$|/src/gen/` },
      to: {},
    },
    {
      name: 'not-to-unlisted',
      comment: 'Every package that is imported is named in package.json.',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'no-dev-dependencies-at-run-time',
      comment: 'Images hold production packages only.',
      severity: 'error',
      from: { path: '^(apps|libs)/[^/]+/src/', pathNot: `${SPEC}|^libs/testing/` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
