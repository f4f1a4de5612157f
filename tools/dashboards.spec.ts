import { readdirSync, readFileSync } from 'node:fs';
import { dashboardFiles } from './dashboards.js';

const folder = 'deploy/monitoring/dashboards';

it.each([...dashboardFiles()])('%s is what `npm run dashboards` makes', (name, json) => {
  expect(readFileSync(`${folder}/${name}`, 'utf8')).toBe(json);
});

it('leaves no other dashboard there', () => {
  expect(readdirSync(folder).sort()).toEqual([...dashboardFiles().keys()].sort());
});

it.each([...dashboardFiles()])('%s has panels side by side that say what they tell', (_name, json) => {
  const { panels } = JSON.parse(json) as {
    panels: {
      id: number;
      type: string;
      description?: string;
      gridPos: Record<'x' | 'y' | 'w' | 'h', number>;
    }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.filter(({ type, description }) => type !== 'row' && !description)).toEqual([]);
  const taken = new Set<string>();
  for (const { gridPos } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(taken).not.toContain(`${x},${y}`);
        taken.add(`${x},${y}`);
      }
  }
});
