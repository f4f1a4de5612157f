/** Why the command ended without having done all, and the exit code that says so. */
export const exitCodes = {
  usage: 2,
  unreachable: 3,
  refused: 4,
  obstacle: 5,
  unfinished: 6,
} as const;

/** Says in whole sentences what is wrong; never holds a secret. */
export class InstallFault extends Error {
  constructor(
    readonly kind: keyof typeof exitCodes,
    readonly sentences: readonly string[],
  ) {
    super(sentences.join('\n'));
    this.name = 'InstallFault';
  }
}
