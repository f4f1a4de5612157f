import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPENSSL = 'openssl';

/** PEM files of one party. */
export interface IssuedCertificate {
  /** Of the authority. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority that issues certificates by openssl, into a folder of its own. */
export class CertificateAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'otp-authority-'));
  readonly ca = join(this.folder, 'ca.crt');
  private readonly key = join(this.folder, 'ca.key');

  constructor(name: string) {
    this.openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', this.key, '-out', this.ca],
    );
  }

  /**
   * `party` is a folder name; issuing for it again replaces its files. `names` as openssl writes them, for example
   * DNS:promise.test,IP:127.0.0.1; `expired`: its time was over before it began.
   */
  issue(party: string, names: string, { expired = false } = {}): IssuedCertificate {
    const folder = join(this.folder, party);
    mkdirSync(folder, { recursive: true });
    const [key, cert, request] = ['tls.key', 'tls.crt', 'request.pem'].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    const extensions = join(folder, 'names.cnf');
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    this.openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${party}`],
      ...['-keyout', key, '-out', request],
    );
    this.openssl(
      ...['x509', '-req', '-in', request, '-CA', this.ca, '-CAkey', this.key, '-CAcreateserial'],
      ...['-days', expired ? '-1' : '1', '-extfile', extensions, '-out', cert],
    );
    return { ca: this.ca, cert, key };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private openssl(...args: string[]): void {
    execFileSync(OPENSSL, args, { stdio: 'pipe' });
  }
}
