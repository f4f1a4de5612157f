import { parseAllDocuments } from 'yaml';

/** Values that README.md prints: the least that a release needs, and each that may be added to it, as YAML. */
export interface PrintedValues {
  readonly least: string;
  readonly additions: readonly string[];
}

/** Reads the blocks of YAML whose keys are those of the chart's values; others are files of other programs. */
export function printedValues(readme: string, keys: readonly string[]): PrintedValues {
  const keysOf = (text: string): string[] => Object.keys(parseAllDocuments(text)[0]?.toJS() as object);
  const [least, ...additions] = [...readme.matchAll(/^```yaml\n([^]*?)^```$/gm)]
    .map(([, text = '']) => text)
    .filter((text) => keysOf(text).every((key) => keys.includes(key)));
  if (least === undefined || additions.length === 0) throw new Error('The README prints no values.');
  return { least, additions };
}
