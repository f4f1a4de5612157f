import { deployFolders } from './chart.js';
import { monitoringFaults } from './monitoring.js';

it('finds in the chart the alerts and dashboards of deploy/monitoring', () => {
  expect(monitoringFaults(deployFolders('.'), false)).toEqual([]);
});
