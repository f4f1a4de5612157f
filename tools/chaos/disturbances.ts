import type { RunningProcess } from '../start/cluster.js';

/** One thing that is done to the running cluster. */
export interface Disturbance {
  readonly what: string;
  /** Name of the process, as `npm start` calls it. */
  readonly process: string;
  readonly signal: NodeJS.Signals;
  /** Whether another process takes its place. */
  readonly isReplaced: boolean;
  /** Whether no promise and no read may fail. A write may fail once; its repeat must succeed. */
  readonly loses: 'nothing' | 'writes once' | 'until it is back';
}

/** Writes wait for a new master; promises go on from memory and from ERPNext. */
export const masterKilled: Disturbance = {
  ...{ what: 'the master Redis is killed, a replica takes over', process: 'redis master', signal: 'SIGKILL' },
  ...{ isReplaced: false, loses: 'writes once' },
};

/** Each process is told to end, one after the other, as in a rolling update; then each is killed. */
export function disturbancesOf(processes: readonly RunningProcess[]): Disturbance[] {
  const services = processes.map(({ name }) => name).filter((name) => /^(gateway|promise|stock) /.test(name));
  return [
    ...services.map((process) => ended(process)),
    {
      ...{ what: 'nginx reads its configuration anew', process: 'nginx', signal: 'SIGHUP' },
      ...{ isReplaced: false, loses: 'nothing' },
    },
    ...services.map((process) => killed(process, 'writes once')),
    killed('redis', 'writes once'),
    killed('nginx', 'until it is back'),
  ];
}

const ended = (process: string): Disturbance => ({
  ...{ what: `${process} is told to end`, process, signal: 'SIGTERM', isReplaced: true, loses: 'nothing' },
});

const killed = (process: string, loses: Disturbance['loses']): Disturbance => ({
  ...{ what: `${process} is killed`, process, signal: 'SIGKILL', isReplaced: true, loses },
});
