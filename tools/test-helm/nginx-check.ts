import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { followsNames, hasHttp2Line, installedNginx, keepsIdleConnections } from '../start/nginx-config.js';

const execute = promisify(execFile);

/** What the nginx of a container finds around it, here; all ports are of loopback. */
export interface NginxSurroundings {
  /** Stands for /tmp, and for the folder of the certificate. */
  readonly folder: string;
  readonly port?: number;
  readonly tlsPort?: number;
  readonly gatewayPort?: number;
  /** Where the latency service takes its log. */
  readonly syslogPort?: number;
  /** host:port of the DNS server that names the gateways, for an nginx that asks one; else they are those of loopback. */
  readonly dns?: string | undefined;
}

/** Makes a configuration for a container fit this machine: what its nginx is too old to read is left out. */
export function onThisMachine(
  config: string,
  { folder, port = 8080, tlsPort = 8443, gatewayPort = 3000, syslogPort = 5140, dns }: NginxSurroundings,
): string {
  const version = installedNginx();
  const tooNew = [
    ...(keepsIdleConnections(version) ? [] : [/^ *keepalive_min_timeout \d+s;\n/gm]),
    ...(hasHttp2Line(version) ? [] : [/^ *http2 on;\n/gm]),
  ];
  const gateway = dns === undefined ? `127.0.0.1:${gatewayPort}` : `$1:${gatewayPort} resolve`;
  return tooNew
    .reduce((text, line) => text.replace(line, ''), config)
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/run/secrets/otp-tls/', `${folder}/`)
    .replace(/resolver \S+ valid/, `resolver ${dns ?? '127.0.0.1'} valid`)
    .replaceAll(/server (\S+):3000 resolve /g, `server ${gateway} `)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('listen 8443 ssl', `listen 127.0.0.1:${tlsPort} ssl${hasHttp2Line(version) ? '' : ' http2'}`)
    .replace('/dev/stdout', `${folder}/access.log`)
    .replace(/syslog:server=[^:]+:5140/, `syslog:server=127.0.0.1:${syslogPort}`);
}

/** Lets nginx judge a configuration for a container. Rejects with what it says. */
export async function checkNginx(config: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-'));
  const file = join(folder, 'nginx.conf');
  const dns = followsNames(installedNginx()) ? '127.0.0.1:53' : undefined;
  const local = onThisMachine(config, { folder, dns });
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
  const ofCurve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const own = [...ofCurve, '-nodes', '-subj', '/CN=promise.example.com'];
  await execute('openssl', ['req', '-x509', ...own, '-keyout', key, '-out', cert]);
}
