import type { Random } from '../../test/oracle/random.js';

/** What became of one request. */
export interface Outcome {
  /** Status of the answer, or what came instead. */
  readonly label: string;
  /** What must not happen. */
  readonly fault?: string | undefined;
  /** What was sent, for a person. */
  readonly sent: string;
}

/** One way of making requests that nobody should send. */
export interface FuzzKind {
  readonly name: string;
  /** How often it has its turn, beside the others. */
  readonly weight: number;
  /** Sends some requests, all of them drawn from `random`; `number` is that of the attempt. */
  attempt(random: Random, number: number): Promise<readonly Outcome[]>;
}

const LONGEST_SHOWN = 400;

/** Bytes as they may stand in a line of a terminal. */
export function shown(bytes: Buffer | string): string {
  return JSON.stringify(bytes.toString('latin1' as BufferEncoding)).slice(0, LONGEST_SHOWN);
}
