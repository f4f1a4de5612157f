import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { InstallFault } from './install-fault.js';

/** 256 bits, in letters that need no quotes anywhere. */
const fresh = (): string => randomBytes(32).toString('base64url');

/** Shorter ones are no secrets of ours; a file of another purpose was named. */
const shortest = 32;

export interface WebhookSecret {
  /** Undefined: the webhooks have one that nobody can read back, and no file holds it. */
  readonly value: string | undefined;
  readonly isNew: boolean;
}

/** `isSetAlready`: whether webhooks with a secret are there. ERPNext never tells which. */
export function chooseSecret(
  file: string | undefined,
  { isSetAlready, rotate }: { isSetAlready: boolean; rotate: boolean },
): WebhookSecret {
  if (rotate) return { value: fresh(), isNew: true };
  if (file !== undefined && existsSync(file)) return { value: secretIn(file), isNew: false };
  return isSetAlready ? { value: undefined, isNew: false } : { value: fresh(), isNew: true };
}

/** Replaces the file as a whole: whoever reads it finds the old or the new secret. */
export function writeSecret(file: string, secret: string): void {
  try {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    throw new InstallFault('obstacle', [`--secret-file ${file} cannot be written: ${messageOf(error)}`]);
  }
}

function secretIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new InstallFault('obstacle', [`--secret-file ${file} cannot be read: ${messageOf(error)}`]);
  }
  if (text.length < shortest || /\s/.test(text)) {
    throw new InstallFault('obstacle', [
      `--secret-file ${file} holds something that is no secret of the webhooks.`,
    ]);
  }
  return text;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
