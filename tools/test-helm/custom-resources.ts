import { Certificate, Issuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1';
import { PodMonitor, PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { parseAllDocuments } from 'yaml';

/** By group and kind; each is checked by the schema of its operator. */
const kinds: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  'cert-manager.io/v1 Certificate': Certificate,
  'cert-manager.io/v1 Issuer': Issuer,
  'monitoring.coreos.com/v1 PodMonitor': PodMonitor,
  'monitoring.coreos.com/v1 PrometheusRule': PrometheusRule,
};
/** Kubernetes' own groups have no dot, or end so. */
const ownGroup = /^([^./]+\/)?v\d|\.k8s\.io\//;

interface CustomResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What is wrong with the objects that belong to operators, whose schemas Kubernetes does not have. */
export function customResourceFaults(manifest: string): string[] {
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as CustomResource | null)
    .filter((object) => object !== null && !ownGroup.test(object.apiVersion))
    .flatMap((object) => faultsOf(object as CustomResource));
}

function faultsOf(object: CustomResource): string[] {
  const { apiVersion, kind, metadata } = object;
  const Kind = kinds[`${apiVersion} ${kind}`];
  if (Kind === undefined) return [`${kind} ${metadata.name}: ${apiVersion} has no schema here.`];
  try {
    new Kind(object as never).validate();
    return [];
  } catch (error) {
    return [`${kind} ${metadata.name}: ${(error as Error).message}`];
  }
}
