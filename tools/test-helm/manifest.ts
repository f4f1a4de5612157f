import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** What the policies look at of a Kubernetes object; everything else stays as it is. */
const amounts = z.object({ cpu: z.coerce.string(), memory: z.string() });
const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.looseObject({}).optional(),
});
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z.array(variable).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  resources: z.object({ requests: amounts.optional(), limits: amounts.optional() }).default({}),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      privileged: z.boolean().optional(),
      capabilities: z
        .object({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
        .optional(),
    })
    .default({}),
  lifecycle: z
    .looseObject({ preStop: z.looseObject({ sleep: z.object({ seconds: z.number() }).optional() }) })
    .optional(),
  livenessProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
});
const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    automountServiceAccountToken: z.boolean().optional(),
    hostNetwork: z.boolean().optional(),
    hostPID: z.boolean().optional(),
    securityContext: z
      .looseObject({
        runAsNonRoot: z.boolean().optional(),
        runAsUser: z.number().optional(),
        seccompProfile: z.object({ type: z.string() }).optional(),
      })
      .default({}),
    terminationGracePeriodSeconds: z.number().optional(),
    topologySpreadConstraints: z.array(z.unknown()).default([]),
    containers: z.array(container).min(1),
    volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
});
const labels = z.object({ matchLabels: z.record(z.string(), z.string()) });

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const workloadSchema = z.looseObject({
  kind: z.enum(['Deployment', 'StatefulSet']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ selector: labels, template: podTemplate }),
});
const selectingSchema = z.looseObject({
  kind: z.enum(['Service', 'PodDisruptionBudget', 'NetworkPolicy', 'PodMonitor']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({}),
});

export type KubernetesObject = z.output<typeof objectSchema>;
export type Workload = z.output<typeof workloadSchema>;
export type Container = z.output<typeof container>;

/** Objects of a rendered chart. Throws a sentence when one of them is none. */
export function readManifest(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map((object) => objectSchema.parse(object));
}

export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects
    .filter(({ kind }) => workloadSchema.shape.kind.safeParse(kind).success)
    .map((object) => workloadSchema.parse(object));
}

/** Labels by which an object of another kind chooses pods; undefined: it chooses none. */
export function chosenLabels(object: KubernetesObject): Readonly<Record<string, string>> | undefined {
  const parsed = selectingSchema.safeParse(object);
  if (!parsed.success) return undefined;
  const { selector, podSelector } = parsed.data.spec as { selector?: unknown; podSelector?: unknown };
  const found = labels.safeParse(selector ?? podSelector);
  if (found.success) return found.data.matchLabels;
  return z.record(z.string(), z.string()).safeParse(selector).data;
}
