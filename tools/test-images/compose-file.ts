import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { processes, variables } from '#libs/config';
import type { Stage } from './dockerfile.js';

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      build: z.object({ target: z.string() }).optional(),
      read_only: z.literal(true),
      cap_drop: z.tuple([z.literal('ALL')]),
      security_opt: z.array(z.string()),
      mem_limit: z.string(),
      healthcheck: z.unknown().optional(),
      ports: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** What is wrong with a compose file, a sentence each. */
export function faultsOfCompose(file: string, stages: readonly Stage[]): string[] {
  const parsed = composeSchema.safeParse(parse(readFileSync(file, 'utf8'), { merge: true }));
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
  return Object.entries(parsed.data.services).flatMap(([name, service]) => {
    const { image, build, healthcheck, ports, environment } = service;
    const stage = stages.find((candidate) => candidate.name === build?.target);
    return [
      ...(/:[^:/]+$/.test(image) && !image.endsWith(':latest')
        ? []
        : [`${name}: ${image} names no version.`]),
      ...(build !== undefined && stage === undefined
        ? [`${name}: the Dockerfile has no target ${build.target}.`]
        : []),
      ...(healthcheck !== undefined || stage?.instructions.some(({ name }) => name === 'HEALTHCHECK')
        ? []
        : [`${name}: there is no health check.`]),
      ...ports
        .filter((port) => !port.startsWith('127.0.0.1:'))
        .map((port) => `${name}: ${port} is open beyond this machine.`),
      ...unknownVariables(name, Object.keys(environment)).map((fault) => `${name}: ${fault}`),
    ];
  });
}

/** Sentences about variables that a process of the engine does not read. */
function unknownVariables(service: string, names: readonly string[]): string[] {
  const processName = processes.find((known) => known === service);
  if (processName === undefined) return [];
  const known = new Map<string, readonly string[]>(
    Object.entries(variables).map(([name, { usedBy }]) => [name, usedBy]),
  );
  return names
    .filter((name) => !/^(NODE|OTEL)_/.test(name))
    .filter((name) => !known.get(name.replace(/_FILE$/, ''))?.includes(processName))
    .map((name) => `${name} is no variable of ${processName}.`);
}
