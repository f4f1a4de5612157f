import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployFolders, nginxFaults, valueSetsIn } from './chart.js';
import { policyFaults } from './policies.js';

const folders = deployFolders(process.cwd());
const golden = (set: string) => readFileSync(join(folders.golden, `${set}.yaml`), 'utf8');

describe('the rendered chart', () => {
  it.each(valueSetsIn(folders))('obeys the policies with the values %s', (set) => {
    expect(policyFaults(golden(set))).toEqual([]);
  });

  it.each([
    ['runAsNonRoot: true', 'runAsNonRoot: false', /may run as root/],
    ['runAsUser: 65532', 'runAsUser: 0', /may run as root/],
    ['seccompProfile: {type: RuntimeDefault}', 'seccompProfile: {type: Unconfined}', /seccomp/],
    [
      'automountServiceAccountToken: false\n      enable',
      'automountServiceAccountToken: true\n      enable',
      /token/,
    ],
    ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', /write into its image/],
    ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true', /more rights/],
    ['capabilities: {drop: [ALL]}', 'capabilities: {drop: [ALL], add: [NET_RAW]}', /capabilities/],
    ['/gateway:0.1.0', '/gateway:latest', /names no version/],
    ['/gateway:0.1.0', '/gateway', /names no version/],
    ['limits:\n', 'limit:\n', /no limits/],
    ['livenessProbe:', 'liveProbe:', /lacks a probe/],
    ['=409', '=500', /not 80 % of its memory/],
    [
      'SHUTDOWN_GRACE_MS\n              value: "30000"',
      'SHUTDOWN_GRACE_MS\n              value: "40000"',
      /killed while/,
    ],
    ['preStop: {sleep: {seconds: 5}}', 'preStop: {}', /others still send/],
    ['name: ERPNEXT_API_SECRET_FILE', 'name: ERPNEXT_API_SECRET', /ERPNEXT_API_SECRET stands in the chart/],
    ['- name: DEFAULT_WAREHOUSE', '- name: DEFAULT_WAREHOUSES', /DEFAULT_WAREHOUSE is missing/],
    ['kind: PodDisruptionBudget', 'kind: Budget', /no PodDisruptionBudget/],
    ['kind: NetworkPolicy', 'kind: Policy', /no NetworkPolicy/],
    ['kind: ServiceAccount', 'kind: Secret', /Secret .* is in the chart/],
    ['topologySpreadConstraints:', 'spread:', /not spread/],
    [
      'clusterIP: None\n  selector:\n    app.kubernetes.io/name: order',
      'clusterIP: None\n  selector:\n    app.kubernetes.io/name: other',
      /chooses no pod/,
    ],
  ])('is found out when %j becomes %j', (sound, broken, fault) => {
    const text = golden('smallest');
    expect(text).toContain(sound);
    expect(policyFaults(text.replace(sound, broken)).join('\n')).toMatch(fault);
  });
});

describe('what belongs to operators', () => {
  it.each([
    ['production', 'interval: 15s', 'interval: 15', /PodMonitor .*interval/],
    ['production', 'for: 5m\n', 'for: five\n', /PrometheusRule .*for/],
    [
      'sentinel-tls',
      'privateKey: {algorithm: ECDSA',
      'privateKey: {algorithm: EC',
      /Certificate .*algorithm/,
    ],
    ['sentinel-tls', 'cert-manager.io/v1', 'cert-manager.io/v9', /cert-manager.io\/v9 has no schema/],
  ])('is found out when in %s %j becomes %j', (set, sound, broken, fault) => {
    const text = golden(set);
    expect(text).toContain(sound);
    expect(policyFaults(text.replace(sound, broken)).join('\n')).toMatch(fault);
  });

  it('is sound in what the README prints', () => {
    const readme = readFileSync(join(folders.root, 'deploy', 'README.md'), 'utf8');
    const printed = [...readme.matchAll(/```yaml\n(apiVersion: [^]*?)```/g)].map(([, text = '']) => text);
    expect(printed).not.toEqual([]);
    for (const text of printed) expect(policyFaults(text)).toEqual([]);
  });
});

describe('the configurations of nginx', () => {
  it('are what the template makes', () => {
    expect(nginxFaults(folders, false)).toEqual([]);
  });
});
