import { type AlertTexts, coverageFaults, readAlertTexts } from './coverage.js';

const texts = readAlertTexts('.');
const without = (text: string, part: RegExp): string => {
  expect(text).toMatch(part);
  return text.replace(part, '');
};

it('finds two tests and a runbook for every alert', () => {
  expect(coverageFaults(texts)).toEqual([]);
});

it.each<[string, Partial<AlertTexts>, string[]]>([
  [
    'an alert that is tried only firing',
    { tests: texts.tests.replaceAll(/OtpCpuHigh\n( +)exp_alerts: \[\]/g, 'Other\n$1exp_alerts: []') },
    ['No test has OtpCpuHigh stay quiet.'],
  ],
  [
    'an alert that never fires in a test',
    { tests: texts.tests.replaceAll(/OtpCpuHigh\n( +)exp_alerts:\n/g, 'Other\n$1exp_alerts:\n') },
    ['No test has OtpCpuHigh fire.'],
  ],
  [
    'an alert that leads elsewhere',
    { rules: texts.rules.replace('#otpcpuhigh', '#cpu') },
    ['The runbook_url of OtpCpuHigh should be docs/runbooks.md#otpcpuhigh.'],
  ],
  [
    'a runbook that does not say what to do',
    { runbooks: without(texts.runbooks, /\*\*Do\.\*\*(?=[^#]*## OtpMemoryHigh)/) },
    ['The runbook of OtpCpuHigh lacks "Do".'],
  ],
  [
    'a runbook that is left over',
    { runbooks: `${texts.runbooks}\n## OtpGone\n` },
    ['The runbook of OtpGone belongs to no alert.'],
  ],
])('tells of %s', (_what, changed, faults) => {
  expect(coverageFaults({ ...texts, ...changed })).toEqual(faults);
});
