import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import type { Config } from '#libs/config';

/** Paths of PEM files: all or none. */
export type TlsFiles = Partial<Pick<Config<'gateway'>, 'GRPC_TLS_CA' | 'GRPC_TLS_CERT' | 'GRPC_TLS_KEY'>>;

/** Certificates are renewed days before they end; connections that are open go on with the old one. */
const REREAD_MS = 10_000;

type Certificates = experimental.FileWatcherCertificateProvider;

/** One watcher per set of files: channels with the same one share their connections. */
const watched = new Map<string, Certificates>();

/** What a client shows, and whom it believes. Throws when the files are no good. */
export function clientCredentials(files: TlsFiles, rereadMs = REREAD_MS): ChannelCredentials {
  const certificates = certificatesIn(files, rereadMs);
  return certificates === undefined
    ? credentials.createInsecure()
    : experimental.createCertificateProviderChannelCredentials(certificates, certificates);
}

/** What a server shows; it takes calls of those alone whom the same authority vouches for. Throws as above. */
export function serverCredentials(files: TlsFiles, rereadMs = REREAD_MS): ServerCredentials {
  const certificates = certificatesIn(files, rereadMs);
  return certificates === undefined
    ? ServerCredentials.createInsecure()
    : experimental.createCertificateProviderServerCredentials(certificates, certificates, true);
}

function certificatesIn(files: TlsFiles, refreshIntervalMs: number): Certificates | undefined {
  const { GRPC_TLS_CA: ca, GRPC_TLS_CERT: cert, GRPC_TLS_KEY: key } = files;
  if (ca === undefined || cert === undefined || key === undefined) return undefined;
  const name = JSON.stringify([ca, cert, key, refreshIntervalMs]);
  const known = watched.get(name);
  if (known !== undefined) return known;
  // At the start a fault is told; later the watcher goes on without, and connections fail.
  createSecureContext({ ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) });
  const watcher = new experimental.FileWatcherCertificateProvider({
    caCertificateFile: ca,
    certificateFile: cert,
    privateKeyFile: key,
    refreshIntervalMs,
  });
  watched.set(name, watcher);
  return watcher;
}
