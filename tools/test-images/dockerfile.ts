/** One line of a Dockerfile, its continuations joined. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** What begins with a FROM. */
export interface Stage {
  readonly name: string;
  /** Name of another stage, or of an image. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** Stages of a Dockerfile, ARGs before the first FROM filled in. Throws on what comes before it otherwise. */
export function readDockerfile(text: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  const globals: Record<string, string> = {};
  for (const instruction of instructionsOf(text)) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') {
      const [base = '', as = '', name = ''] = filled(instruction.text, globals).split(/\s+/);
      if (as.toUpperCase() !== 'AS' || name === '') throw new Error(`A stage has no name: FROM ${base}`);
      stages.push({ name, base, instructions: [] });
    } else if (stage !== undefined) {
      stage.instructions.push(instruction);
    } else if (instruction.name === 'ARG') {
      Object.assign(globals, pairs(instruction.text));
    } else {
      throw new Error(`${instruction.name} stands before the first FROM.`);
    }
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name: name.toUpperCase(), text: rest };
    });
}

/** NAME=value and NAME="value", several in a line. */
export function pairs(text: string): Record<string, string> {
  const found = text.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S+))/g);
  return Object.fromEntries([...found].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']));
}

/** A command in its JSON form, the only one in which a program is told by signals to end. */
export function words(text: string): string[] {
  const parsed: unknown = JSON.parse(text);
  if (Array.isArray(parsed) && parsed.every((word) => typeof word === 'string')) return parsed;
  throw new Error(`This must be a list of words: ${text}`);
}

export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
