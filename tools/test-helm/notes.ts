import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type DeployFolders, rendered } from './chart.js';
import { type KubernetesObject, readManifest } from './manifest.js';
import type { Run } from './programs.js';

const CARRIER = 'carried-notes';
const carrierSchema = z.looseObject({ data: z.object({ notes: z.string() }) });

/** Helm shows the notes of an installation only, so a copy of the chart carries them as an object. */
export class Notes {
  private readonly copy: DeployFolders;

  /** `folder` need not exist. */
  constructor(folders: DeployFolders, folder: string) {
    this.copy = { ...folders, chart: folder };
    cpSync(folders.chart, folder, { recursive: true });
    cpSync(join(folder, 'templates', 'NOTES.txt'), join(folder, 'files', 'NOTES.txt'));
    writeFileSync(
      join(folder, 'templates', 'carrier.yaml'),
      `kind: ConfigMap\napiVersion: v1\nmetadata: {name: ${CARRIER}}\ndata:\n` +
        '  notes: |\n    {{- tpl (.Files.Get "files/NOTES.txt") . | nindent 4 }}\n',
    );
  }

  async of(helm: Run, set: string): Promise<string> {
    const objects = readManifest(await rendered(helm, this.copy, set));
    return carrierSchema.parse(objects.find(({ metadata }) => metadata.name === CARRIER)).data.notes;
  }
}

/** What the notes name and the chart does not make, a sentence each. */
export function notesFaults(notes: string, objects: readonly KubernetesObject[]): string[] {
  const made = new Set(objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`));
  const named = [...notes.matchAll(/\b(?:deployment|service)\/[\w.-]+/g)].map(([name]) => name);
  return [
    ...(named.length > 0 ? [] : ['The notes name nothing.']),
    ...named.filter((name) => !made.has(name)).map((name) => `The notes name ${name}, which is not there.`),
  ];
}
