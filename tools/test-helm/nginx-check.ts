import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Lets nginx judge a configuration for a container. What only the container has is replaced: the DNS server and the
 * gateways' name by addresses, the certificate by one made now, and what only newer versions of nginx can read.
 * Rejects with what nginx says.
 */
export async function checkNginx(config: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-'));
  const file = join(folder, 'nginx.conf');
  const local = config
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/run/secrets/otp-tls/', `${folder}/`)
    .replace(/^ *(http2 on|keepalive_min_timeout \d+s);\n/gm, '')
    .replace(/resolver \S+ valid/, 'resolver 127.0.0.1 valid')
    .replaceAll(/server \S+:3000 resolve /g, 'server 127.0.0.1:3000 ')
    .replace('listen 8080', 'listen 127.0.0.1:8080')
    .replace('listen 8443 ssl', 'listen 127.0.0.1:8443 ssl http2')
    .replace('/dev/stdout', `${folder}/access.log`);
  writeFileSync(file, local);
  try {
    if (local.includes('ssl_certificate ')) await makeCertificate(folder);
    await execute('nginx', ['-t', '-c', file, '-e', 'stderr']);
  } catch (error) {
    throw new Error(`nginx refuses the configuration: ${(error as { stderr?: string }).stderr}`, {
      cause: error,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeCertificate(folder: string): Promise<void> {
  const [key, cert] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=promise.example.com',
  ];
  await execute('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert]);
}
