import { parseFlags } from './flags.js';
import { InstallFault } from './install-fault.js';

const site = ['--erp-url', 'https://erp.example/', '--erp-key', 'k', '--erp-secret', 's'];

function faultsOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    parseFlags(args, env);
  } catch (error) {
    if (error instanceof InstallFault && error.kind === 'usage') return error.sentences.slice(0, -1);
    throw error;
  }
  return [];
}

describe('flags of erpnext:install', () => {
  it('take key and secret from the environment', () => {
    const env = { ERPNEXT_API_KEY: 'k', ERPNEXT_API_SECRET: 's' };
    const args = ['--erp-url', 'http://erp', '--receiver', 'https://otp.example/engine/'];
    expect(parseFlags(args, env)).toMatchObject({
      site: { url: 'http://erp', key: 'k', secret: 's' },
      receiver: 'https://otp.example/engine',
    });
  });

  it.each([
    [['--uninstall', ...site], []],
    [site, ['--receiver is missing.']],
    [
      [],
      [
        '--erp-url must be an http or https address.',
        '--erp-key is missing.',
        '--erp-secret or --erp-secret-file is missing.',
        '--receiver is missing.',
      ],
    ],
    [[...site, '--receiver', 'ftp://x'], ['--receiver must be an http or https address.']],
    [[...site, '--receiver', 'https://x/?a=1'], ['--receiver must have no query.']],
    [
      [...site, '--receiver', 'https://x', '--engine-user', 'nobody'],
      ['--engine-user must be the e-mail address of a user.'],
    ],
    [[...site, '--uninstall', '--rotate-secret'], ['--rotate-secret and --uninstall exclude each other.']],
    [[...site, '--receiver', 'https://x', '--erp-secret-file', '/nowhere'], []],
  ])('%j', (args, faults) => expect(faultsOf(args)).toEqual(faults));

  it('name a flag that does not exist, and a file that cannot be read', () => {
    expect(faultsOf([...site, '--recever', 'https://x'])[0]).toContain('--recever');
    expect(faultsOf(['--erp-secret-file', '/nowhere/at/all'])[0]).toContain('cannot be read');
  });

  it('only help', () => expect(parseFlags(['--help'], {})).toBe('help'));
});
