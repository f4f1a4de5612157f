import { cpus, totalmem } from 'node:os';
import { generator } from '../load/load.js';
import type { Figures } from '../measurement.js';

/** What a run measured, and on what; flat, so that other programs read it without a description. */
export type Results = Readonly<Record<string, number | string>>;

export function resultsOf(figures: Figures, command: string): Results {
  const rounded = Object.entries(figures).map(
    ([name, value]) => [name, Number(value.toPrecision(6))] as const,
  );
  return {
    ...Object.fromEntries(rounded),
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load_generator: generator,
    command,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** In words: machine, Node, load generator unless the command has its own, command and day. */
export function originOf(results: Results, { ownLoad = false } = {}): string {
  const { cores, cpu, memory_gb, node, load_generator, command, date } = results;
  const machine = `${cores} cores (${cpu}), ${memory_gb} GB`;
  const load = ownLoad ? '' : `, load by ${load_generator} on the same cores`;
  return `${machine}, Node ${node}${load}; \`${command}\`, ${date}`;
}
