import type { Component } from '#libs/observability';
import { bytesOfStacks, type Profile } from '../analysis/profile.js';
import { Durations } from './durations.js';

/** Different stacks that are counted by themselves; the time of all others is one. */
const MOST_STACKS = 2_000;
const OTHER_STACKS = 'other stacks';

/** What is known of the requests of one order class and data source in one stretch of time, in microseconds. */
export class GroupFigures {
  count = 0;
  failed = 0;
  readonly total = new Durations();
  readonly components = new Map<Component, Durations>();
  readonly stacks = new Map<string, number>();

  add({ duration, failed, components, stacks }: Profile): void {
    this.count += 1;
    if (failed) this.failed += 1;
    if (duration > 0) this.total.add(duration);
    for (const [component, time] of components) this.ofComponent(component).add(time);
    addStacks(this.stacks, stacks);
  }

  merge(other: GroupFigures): void {
    this.count += other.count;
    this.failed += other.failed;
    this.total.merge(other.total);
    for (const [component, durations] of other.components) this.ofComponent(component).merge(durations);
    addStacks(this.stacks, other.stacks);
  }

  get bytes(): number {
    let bytes = 400 + this.total.bytes + bytesOfStacks(this.stacks);
    for (const durations of this.components.values()) bytes += durations.bytes;
    return bytes;
  }

  private ofComponent(component: Component): Durations {
    let durations = this.components.get(component);
    if (durations === undefined) this.components.set(component, (durations = new Durations()));
    return durations;
  }
}

/** Adds the time of stacks to those of `into`, in bounded memory. */
export function addStacks(into: Map<string, number>, stacks: ReadonlyMap<string, number>): void {
  for (const [stack, time] of stacks) {
    const known = into.get(stack);
    if (known !== undefined || into.size < MOST_STACKS) into.set(stack, (known ?? 0) + time);
    else into.set(OTHER_STACKS, (into.get(OTHER_STACKS) ?? 0) + time);
  }
}
