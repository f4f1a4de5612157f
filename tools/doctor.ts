import { examine, report, worstOf } from './doctor/examine.js';
import { FlagFault, flagsIn, help } from './doctor/flags.js';

try {
  const flags = flagsIn(process.argv.slice(2), process.env);
  if (flags === 'help') process.stdout.write(help);
  else {
    const findings = await examine(flags, process.env);
    process.stdout.write(report(findings, flags));
    process.exitCode = worstOf(findings) === 'fail' ? 1 : 0;
  }
} catch (error) {
  if (!(error instanceof FlagFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
