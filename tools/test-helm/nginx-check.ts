import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Lets nginx judge a configuration for a container. What only the container's network knows, the DNS server
 * and the gateways' name, is replaced by addresses, which every version of nginx can read. Rejects with what
 * nginx says.
 */
export async function checkNginx(config: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-'));
  const file = join(folder, 'nginx.conf');
  const local = config
    .replaceAll('/tmp/', `${folder}/`)
    .replace(/resolver \S+ valid/, 'resolver 127.0.0.1 valid')
    .replaceAll(/server \S+:3000 resolve /g, 'server 127.0.0.1:3000 ')
    .replace('listen 8080', 'listen 127.0.0.1:8080')
    .replace('/dev/stdout', `${folder}/access.log`);
  writeFileSync(file, local);
  try {
    await execute('nginx', ['-t', '-c', file, '-e', 'stderr']);
  } catch (error) {
    throw new Error(`nginx refuses the configuration: ${(error as { stderr?: string }).stderr}`, {
      cause: error,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
