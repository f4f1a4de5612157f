import type { Dashboard, Panel } from './dashboard.js';

/** Grafana's screen is 24 columns wide. */
const COLUMNS = 24;
const sizes = { figure: { w: 4, h: 4 }, lines: { w: 8, h: 8 } } as const;
const datasource = { type: 'prometheus', uid: '${datasource}' };

/** A dashboard as Grafana reads it (its schema 39, Grafana 10 and later): one line a panel. */
export function grafanaJson({ uid, title, about, sections }: Dashboard): string {
  const frame = {
    ...{ uid, title, description: about, tags: ['order-promise-engine'], schemaVersion: 39 },
    ...{ editable: false, graphTooltip: 1, refresh: '30s', time: { from: 'now-3h', to: 'now' } },
    links: [
      { type: 'dashboards', title: 'Order promises', tags: ['order-promise-engine'], asDropdown: true },
    ],
    templating: { list: [chooseSource, chooseNamespace] },
  };
  const panels = placed(sections).map((panel, index) => JSON.stringify({ id: index + 1, ...panel }));
  return `${JSON.stringify(frame, null, 2).slice(0, -2)},\n  "panels": [\n    ${panels.join(',\n    ')}\n  ]\n}\n`;
}

const chooseSource = {
  ...{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
  ...{ hide: 0, refresh: 1 },
};
/** Where there is no Kubernetes there is no namespace, and All is all there is. */
const chooseNamespace = {
  ...{ name: 'namespace', label: 'Namespace', type: 'query', datasource, refresh: 2, sort: 1 },
  query: { query: 'label_values(otp_build_info, namespace)', refId: 'namespace' },
  ...{ includeAll: true, allValue: '.*', current: { text: 'All', value: '$__all' } },
};

/** Panels from left to right and from top to bottom, each section below a line with its title. */
function placed(sections: Dashboard['sections']): object[] {
  let y = 0;
  return sections.flatMap(({ title, panels }) => {
    const line = { type: 'row', title, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] };
    y += 1;
    let x = 0;
    let height = 0;
    const below = panels.map((panel) => {
      const { w, h } = sizes[panel.as === 'figure' ? 'figure' : 'lines'];
      if (x + w > COLUMNS) {
        x = 0;
        y += height;
      }
      const at = { x, y, w, h };
      x += w;
      height = h;
      return { ...panelJson(panel), gridPos: at };
    });
    y += height;
    return [line, ...below];
  });
}

function panelJson({ title, about, unit, queries, as, limit }: Panel): object {
  const steps = [
    { color: 'green', value: null },
    ...(limit === undefined ? [] : [{ color: 'red', value: limit }]),
  ];
  const lines = {
    fillOpacity: as === 'stacked' ? 30 : 0,
    stacking: { mode: as === 'stacked' ? 'normal' : 'none' },
    thresholdsStyle: { mode: limit === undefined ? 'off' : 'line' },
  };
  return {
    type: as === 'figure' ? 'stat' : 'timeseries',
    ...{ title, description: about, datasource },
    targets: queries.map(({ expr, legend, exemplars }, index) => ({
      ...{ refId: String.fromCharCode(65 + index), datasource, expr, legendFormat: legend },
      ...(exemplars ? { exemplar: true } : {}),
    })),
    fieldConfig: {
      defaults: {
        ...{ unit, min: 0, thresholds: { mode: 'absolute', steps } },
        ...(as === 'figure' ? {} : { custom: lines }),
      },
      overrides: [],
    },
    ...(as === 'figure'
      ? { options: { reduceOptions: { calcs: ['lastNotNull'] }, graphMode: 'area' } }
      : { options: { tooltip: { mode: 'multi', sort: 'desc' }, legend: { displayMode: 'list' } } }),
  };
}
