import { ConfigurationError, loadConfig, processes } from '#libs/config';
import { customResourceFaults } from './custom-resources.js';
import {
  chosenLabels,
  type Container,
  type KubernetesObject,
  readManifest,
  type Workload,
  workloadsOf,
} from './manifest.js';

/** A rule that every object of the chart must obey: gives sentences about what does not. */
type Policy<T> = (subject: T) => readonly string[];

/** What is wrong with a rendered chart, a sentence each. */
export function policyFaults(manifest: string): string[] {
  const objects = readManifest(manifest);
  const workloads = workloadsOf(objects);
  return [
    ...objects
      .filter(({ kind }) => kind === 'Secret')
      .map(({ metadata }) => `Secret ${metadata.name} is in the chart.`),
    ...workloads.flatMap((workload) =>
      [
        ...podFaults(workload),
        ...workload.spec.template.spec.containers.flatMap((each) => containerFaults(workload, each)),
      ].map((fault) => `${workload.kind} ${workload.metadata.name}: ${fault}`),
    ),
    ...companyFaults(objects, workloads),
    ...customResourceFaults(manifest),
  ];
}

const unless = (isTrue: boolean, fault: string): string[] => (isTrue ? [] : [fault]);

const podFaults: Policy<Workload> = ({ kind, spec: { selector, template } }) => {
  const { spec, metadata } = template;
  const { runAsNonRoot, runAsUser = 0, seccompProfile } = spec.securityContext;
  return [
    ...unless(runAsNonRoot === true && runAsUser > 0, 'it may run as root.'),
    ...unless(seccompProfile?.type === 'RuntimeDefault', 'it has no seccomp profile.'),
    ...unless(spec.automountServiceAccountToken === false, 'it gets a token of Kubernetes.'),
    ...unless(!spec.hostNetwork && !spec.hostPID, 'it shares its node’s network or processes.'),
    ...unless(!spec.volumes.some((volume) => 'hostPath' in volume), 'it reaches into the files of its node.'),
    ...unless(includes(metadata.labels, selector.matchLabels), 'it does not choose its own pods.'),
    ...unless(
      kind !== 'Deployment' || spec.topologySpreadConstraints.length >= 2,
      'its pods are not spread over zones and nodes.',
    ),
  ];
};

function containerFaults({ spec }: Workload, container: Container): string[] {
  const { securityContext, resources, image, livenessProbe, readinessProbe } = container;
  const { drop = [], add = [] } = securityContext.capabilities ?? {};
  return [
    ...unless(
      securityContext.allowPrivilegeEscalation === false && !securityContext.privileged,
      'it may get more rights.',
    ),
    ...unless(securityContext.readOnlyRootFilesystem === true, 'it may write into its image.'),
    ...unless(drop.includes('ALL') && add.length === 0, 'it keeps capabilities.'),
    ...unless(resources.requests !== undefined, 'it says not what it needs.'),
    ...unless(resources.limits !== undefined, 'it has no limits.'),
    ...unless(
      /:[\w.-]+$|@sha256:/.test(image) && !image.endsWith(':latest'),
      `its image ${image} names no version.`,
    ),
    ...unless(livenessProbe !== undefined && readinessProbe !== undefined, 'it lacks a probe.'),
    ...container.env
      .filter(
        ({ name, value }) =>
          /PASSWORD|SECRET|TOKEN|HEADERS|API_KEY$/.test(name) &&
          value !== undefined &&
          !name.endsWith('_FILE'),
      )
      .map(({ name }) => `the secret ${name} stands in the chart.`),
    ...drainFaults(spec.template.spec.terminationGracePeriodSeconds ?? 30, container),
    ...heapFaults(container),
    ...configurationFaults(container),
  ];
}

/** Kubernetes counts the pause before the end, too. */
function drainFaults(patience: number, { env, lifecycle }: Container): string[] {
  const grace = env.find(({ name }) => name === 'SHUTDOWN_GRACE_MS')?.value;
  if (grace === undefined) return [];
  const pause = lifecycle?.preStop.sleep?.seconds ?? 0;
  return [
    ...unless(pause > 0, 'it ends while others still send to it.'),
    ...unless(pause + Number(grace) / 1_000 < patience, 'it is killed while requests are in flight.'),
  ];
}

/** The heap is not all: buffers, code and threads need the rest. */
function heapFaults({ env, resources }: Container): string[] {
  const heap = /--max-old-space-size=(\d+)/.exec(
    env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '',
  )?.[1];
  if (heap === undefined) return [];
  const share = (Number(heap) * 2 ** 20) / bytes(resources.limits?.memory ?? '0');
  return unless(share > 0.79 && share <= 0.8, `its heap of ${heap} MiB is not 80 % of its memory.`);
}

const units: Readonly<Record<string, number>> = { Mi: 2 ** 20, Gi: 2 ** 30, M: 1e6, G: 1e9 };

function bytes(quantity: string): number {
  const [, number = '0', unit = ''] = /^(\d+)(\w*)$/.exec(quantity) ?? [];
  return Number(number) * (units[unit] ?? 1);
}

/** Our own processes must start with what the chart tells them; secrets are filled in. */
function configurationFaults({ name, env }: Container): string[] {
  const processName = processes.find((known) => known === name);
  if (processName === undefined) return [];
  const filledIn = '0123456789abcdef'.repeat(2);
  const given = env.map(({ name, value }) =>
    name.endsWith('_FILE') ? [name.slice(0, -'_FILE'.length), filledIn] : [name, value ?? filledIn],
  );
  try {
    loadConfig(processName, {
      [`${processName.toUpperCase()}_HOST`]: '0.0.0.0',
      ...(Object.fromEntries(given) as Record<string, string>),
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.faults];
    throw error;
  }
}

/** What workloads need beside themselves. */
function companyFaults(objects: readonly KubernetesObject[], workloads: readonly Workload[]): string[] {
  const choosing = objects.flatMap((object) => {
    const chosen = chosenLabels(object);
    return chosen === undefined ? [] : [{ kind: object.kind, name: object.metadata.name, chosen }];
  });
  const has = (kind: string, { spec }: Workload) =>
    choosing.some((object) => object.kind === kind && includes(spec.template.metadata.labels, object.chosen));
  const hasPolicies = choosing.some(({ kind }) => kind === 'NetworkPolicy');
  return [
    ...workloads.flatMap((workload) => [
      ...unless(has('Service', workload), `${workload.metadata.name} has no Service.`),
      ...unless(
        workload.kind !== 'Deployment' || has('PodDisruptionBudget', workload),
        `${workload.metadata.name} has no PodDisruptionBudget.`,
      ),
      ...unless(
        !hasPolicies || has('NetworkPolicy', workload),
        `${workload.metadata.name} has no NetworkPolicy.`,
      ),
    ]),
    ...choosing
      .filter(({ chosen }) => !workloads.some(({ spec }) => includes(spec.template.metadata.labels, chosen)))
      .map(({ kind, name }) => `${kind} ${name} chooses no pod.`),
  ];
}

function includes(labels: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([name, value]) => labels[name] === value);
}
