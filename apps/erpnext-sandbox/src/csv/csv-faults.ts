export interface CsvFault {
  readonly file: string;
  /** 1 is the header; absent: the whole file. */
  readonly line?: number;
  readonly column?: string;
  readonly text: string;
}

/** Everything that is wrong in a folder of CSV files, at once. */
export class CsvFaults extends Error {
  constructor(readonly faults: readonly CsvFault[]) {
    super(faults.map(describe).join('\n'));
  }
}

function describe({ file, line, column, text }: CsvFault): string {
  const place = [
    file,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
  ];
  return `${place.join(', ')}: ${text}`;
}
