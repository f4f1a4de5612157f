import { execFile } from 'node:child_process';

/** What the registry knows of the packages that are delivered. */
export type Vulnerabilities =
  | { readonly kind: 'known'; readonly found: readonly string[] }
  /** Nobody can tell, and why. */
  | { readonly kind: 'unknown'; readonly why: string };

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly error?: { readonly summary?: string };
  readonly message?: string;
}

const PATIENCE_MS = 60_000;

/** Asks `registry`, else the one that npm is set to, with `npm audit`, which leaves out what only tools use. */
export function knownVulnerabilities(root: string, registry?: string): Promise<Vulnerabilities> {
  const from = registry === undefined ? [] : ['--registry', registry];
  const args = ['audit', '--omit=dev', '--json', ...from];
  return new Promise((resolve) => {
    execFile(
      'npm',
      args,
      { cwd: root, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, output, errors) => resolve(readAudit(output, errors === '' ? (error?.message ?? '') : errors)),
    );
  });
}

/** What `npm audit --json` printed: also with status 1, which says that there are some. */
export function readAudit(output: string, errors: string): Vulnerabilities {
  const report = parsed(output);
  if (report?.vulnerabilities === undefined) {
    const why = report?.message ?? report?.error?.summary ?? errors.trim().split('\n')[0];
    return { kind: 'unknown', why: why || 'npm audit said nothing' };
  }
  const found = Object.entries(report.vulnerabilities).map(
    ([name, { severity, range }]) => `${name} ${range}: ${severity}`,
  );
  return { kind: 'known', found };
}

function parsed(output: string): AuditReport | undefined {
  try {
    return JSON.parse(output) as AuditReport;
  } catch {
    return undefined;
  }
}
