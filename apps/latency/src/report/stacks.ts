/** Stacks by the time that is their innermost frame's own, in microseconds. */
export type Stacks = ReadonlyMap<string, number>;

/** One line a stack, as flame graph tools read it: frames joined by `;`, a space, whole microseconds. */
export function foldedStacks(stacks: Stacks): string {
  return [...stacks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stack, time]) => `${stack} ${Math.round(time)}\n`)
    .join('');
}

export interface Flame {
  readonly name: string;
  /** Microseconds of the frame with all above it. */
  value: number;
  readonly children: Flame[];
}

/** The frames as a tree, as d3-flame-graph draws it. */
export function flameOf(stacks: Stacks, name: string): Flame {
  const root: Flame = { name, value: 0, children: [] };
  for (const [stack, time] of stacks) {
    let place = root;
    place.value += time;
    for (const frame of stack.split(';')) {
      let next = place.children.find((child) => child.name === frame);
      if (next === undefined) place.children.push((next = { name: frame, value: 0, children: [] }));
      next.value += time;
      place = next;
    }
  }
  return root;
}

/** A file of speedscope (https://www.speedscope.app/file-format-schema.json), each stack as one weighted sample. */
export function speedscopeFile(stacks: Stacks, name: string): object {
  const places = new Map<string, number>();
  const placeOf = (frame: string): number => {
    const known = places.get(frame);
    if (known !== undefined) return known;
    places.set(frame, places.size);
    return places.size - 1;
  };
  const samples = [...stacks.keys()].map((stack) => stack.split(';').map(placeOf));
  const weights = [...stacks.values()];
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'order-promise-engine',
    name,
    activeProfileIndex: 0,
    shared: { frames: [...places.keys()].map((frame) => ({ name: frame })) },
    profiles: [
      {
        type: 'sampled',
        name,
        unit: 'microseconds',
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples,
        weights,
      },
    ],
  };
}
