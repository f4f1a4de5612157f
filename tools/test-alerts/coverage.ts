import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const alert = z.object({
  alert: z.string(),
  labels: z.object({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.object({ summary: z.string().min(1), runbook_url: z.string() }),
});
const recording = z.object({ record: z.string() });
const rulesSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.union([alert, recording])) })),
});
const testsSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

/** The texts of alerts, of their promtool tests, and of the runbooks. */
export interface AlertTexts {
  readonly rules: string;
  readonly tests: string;
  readonly runbooks: string;
}

export function readAlertTexts(root: string): AlertTexts {
  const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
  return {
    rules: text('deploy', 'monitoring', 'alerts.yaml'),
    tests: text('deploy', 'monitoring', 'alerts.test.yaml'),
    runbooks: text('docs', 'runbooks.md'),
  };
}

/**
 * Sentences about alerts that nobody has tried firing and not firing, that do not lead to their runbook, and about
 * runbooks of no alert.
 */
export function coverageFaults({ rules, tests, runbooks }: AlertTexts): string[] {
  const alerts = rulesSchema
    .parse(parse(rules))
    .groups.flatMap(({ rules: each }) => each.filter((rule) => 'alert' in rule));
  const tried = testsSchema.parse(parse(tests)).tests.flatMap((test) => test.alert_rule_test);
  const sections = sectionsOf(runbooks);
  const faults = alerts.flatMap(({ alert: name, annotations }) => {
    const ofThis = tried.filter(({ alertname }) => alertname === name);
    const link = `docs/runbooks.md#${name.toLowerCase()}`;
    const lacking = ['Means', 'Look', 'Do'].filter((part) => !sections.get(name)?.includes(`**${part}.**`));
    return [
      ...(ofThis.some(({ exp_alerts }) => exp_alerts.length > 0) ? [] : [`No test has ${name} fire.`]),
      ...(ofThis.some(({ exp_alerts }) => exp_alerts.length === 0)
        ? []
        : [`No test has ${name} stay quiet.`]),
      ...(annotations.runbook_url === link ? [] : [`The runbook_url of ${name} should be ${link}.`]),
      ...lacking.map((part) => `The runbook of ${name} lacks "${part}".`),
    ];
  });
  const names = new Set(alerts.map(({ alert: name }) => name));
  const left = [...sections.keys()].filter((name) => name.startsWith('Otp') && !names.has(name));
  return [...faults, ...left.map((name) => `The runbook of ${name} belongs to no alert.`)];
}

/** Sections of a Markdown page by their title. */
function sectionsOf(page: string): ReadonlyMap<string, string> {
  const [, ...sections] = page.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title.trim(), lines.join('\n')];
    }),
  );
}
