import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { withoutTrailingSlashes } from '#libs/kernel';
import { InstallFault } from './install-fault.js';

export const help = `Prepares an ERPNext 15 for the engine: webhooks, the two fields on Sales Order, a role.

  npm run erpnext:install -- --erp-url URL --receiver URL [flags]

  --erp-url URL          the ERPNext site
  --erp-key KEY          API key of a System Manager there    (or the variable ERPNEXT_API_KEY)
  --erp-secret SECRET    its API secret                       (or the variable ERPNEXT_API_SECRET)
  --erp-secret-file FILE file that holds the API secret
  --receiver URL         address of the engine as ERPNext reaches it
  --engine-user EMAIL    gives the role to this user, with whose key the engine reads
  --secret-file FILE     keeps the secret of the webhooks here (mode 600); without it, it is printed once
  --rotate-secret        gives all webhooks a new secret
  --dry-run              says what would be done and changes nothing
  --uninstall            removes what this command has made, and nothing else
  --help                 this list

Running it again changes only what is not as it should be.
Exit code 0: all is as it should be. 2: the flags are wrong. 3: ERPNext does not answer, or not as ERPNext.
4: the key is refused, lacks a permission, or the version is not 15. 5: something stands in the way.
6: it stopped between two changes, or ERPNext did not keep one; run it again.
`;

const address = (what: string) =>
  z
    .url({ protocol: /^https?$/, error: `${what} must be an http or https address` })
    .transform(withoutTrailingSlashes)
    .refine((text) => !/[?#]/.test(text), `${what} must have no query`);

const schema = z.object({
  'erp-url': address('--erp-url'),
  'erp-key': z.string('--erp-key is missing').min(1, '--erp-key is empty'),
  'erp-secret': z.string('--erp-secret or --erp-secret-file is missing').min(1, '--erp-secret is empty'),
  receiver: address('--receiver').optional(),
  'engine-user': z.email('--engine-user must be the e-mail address of a user').optional(),
  'secret-file': z.string().min(1, '--secret-file is empty').optional(),
  'rotate-secret': z.boolean(),
  'dry-run': z.boolean(),
  uninstall: z.boolean(),
});

export interface InstallOptions {
  readonly site: { readonly url: string; readonly key: string; readonly secret: string };
  /** Without a slash at its end; absent only with uninstall. */
  readonly receiver: string | undefined;
  readonly engineUser: string | undefined;
  readonly secretFile: string | undefined;
  readonly rotateSecret: boolean;
  readonly dryRun: boolean;
  readonly uninstall: boolean;
}

/** Throws an InstallFault that names all faults of the flags; 'help' when only the list is wanted. */
export function parseFlags(args: readonly string[], env: NodeJS.ProcessEnv): InstallOptions | 'help' {
  const values = given(args);
  if (values.help) return 'help';
  const file = values['erp-secret-file'];
  const parsed = schema.safeParse({
    ...values,
    'erp-key': values['erp-key'] ?? env['ERPNEXT_API_KEY'],
    'erp-secret': values['erp-secret'] ?? (file === undefined ? env['ERPNEXT_API_SECRET'] : contentOf(file)),
  });
  const faults = parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
  if (values.receiver === undefined && !values.uninstall) faults.push('--receiver is missing');
  if (values['rotate-secret'] && values.uninstall) {
    faults.push('--rotate-secret and --uninstall exclude each other');
  }
  if (!parsed.success || faults.length > 0) throw usage(faults);
  const flags = parsed.data;
  return {
    site: { url: flags['erp-url'], key: flags['erp-key'], secret: flags['erp-secret'] },
    receiver: flags.receiver,
    engineUser: flags['engine-user'],
    secretFile: flags['secret-file'],
    rotateSecret: flags['rotate-secret'],
    dryRun: flags['dry-run'],
    uninstall: flags.uninstall,
  };
}

function given(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'erp-url': { type: 'string' },
        'erp-key': { type: 'string' },
        'erp-secret': { type: 'string' },
        'erp-secret-file': { type: 'string' },
        receiver: { type: 'string' },
        'engine-user': { type: 'string' },
        'secret-file': { type: 'string' },
        'rotate-secret': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        uninstall: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw usage([error instanceof Error ? error.message : String(error)]);
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw usage([`--erp-secret-file ${file} cannot be read`]);
  }
}

const usage = (faults: readonly string[]): InstallFault =>
  new InstallFault('usage', [...faults.map((fault) => `${fault}.`), '--help lists the flags.']);
