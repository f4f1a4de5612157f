/* global document, window, d3, flamegraph, fetch, FormData, URLSearchParams */

const form = document.querySelector('#question');
const message = document.querySelector('#message');
const MS_PER_MINUTE = 60_000;

/** The query that the form stands for; fields without a value are left out. */
function query(more = {}) {
  const { minutes, ...fields } = Object.fromEntries(new FormData(form));
  const from = minutes ? { from: String(Date.now() - Number(minutes) * MS_PER_MINUTE) } : {};
  const filled = Object.entries({ ...fields, ...from, ...more }).filter(([, value]) => value !== '');
  return new URLSearchParams(filled).toString();
}

async function ask(path) {
  const response = await fetch(path);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;

function row(className, title, cells) {
  return element(
    'tr',
    { className },
    ...[title, ...cells].map((text) => element('td', { textContent: text })),
  );
}

function showBreakdown(breakdown) {
  const lines = [];
  let group = null;
  for (const part of breakdown.components) {
    if (part.group !== null && part.group !== group) {
      const parts = breakdown.components.filter((other) => other.group === part.group);
      const sum = (name) => parts.reduce((total, other) => total + other[name], 0);
      lines.push(row('group', part.group, [ms(sum('mean_ms')), sum('percent').toFixed(1), '', '', '']));
    }
    group = part.group;
    const times = [part.p50_ms, part.p95_ms, part.p99_ms].map(ms);
    const className = group === null ? 'group' : 'part';
    lines.push(row(className, part.title, [ms(part.mean_ms), part.percent.toFixed(1), ...times]));
  }
  const { requests, mean_ms, p50_ms, p95_ms, p99_ms } = breakdown;
  const times = [p50_ms, p95_ms, p99_ms].map(ms);
  lines.push(row('whole', `Whole request (${requests} requests)`, [ms(mean_ms), '100', ...times]));
  document.querySelector('#breakdown tbody').replaceChildren(...lines);
}

function showSlowest({ traces }) {
  const entries = traces.slice(0, 10).map((trace) => {
    const textContent = `${ms(trace.duration_ms)} ${trace.order_class}, ${trace.data_source}`;
    const button = element('button', { type: 'button', textContent });
    button.addEventListener('click', () => act(() => showRequest(trace.trace_id)));
    return element('li', {}, button);
  });
  document.querySelector('#slowest').replaceChildren(...entries);
}

function showFlame(flame) {
  const place = document.querySelector('#flame');
  place.replaceChildren();
  if (flame.value === 0) return;
  const chart = flamegraph
    .default()
    .width(place.clientWidth)
    .cellHeight(20)
    .inverted(true)
    .sort(true)
    .setLabelHandler(({ data }) => `${data.name}: ${ms(data.value / 1_000)}`)
    .onClick((frame) => act(() => showExample(frame)));
  d3.select(place).datum(flame).call(chart);
}

async function showExample(frame) {
  const names = frame.ancestors().map(({ data }) => data.name);
  const stack = names.slice(0, -1).reverse().join(';');
  const { trace_id } = await ask(`/api/example?${query({ stack })}`);
  await showRequest(trace_id);
}

async function showRequest(id) {
  const request = await ask(`/api/traces/${id}`);
  const { duration_ms, order_class, data_source, started_at } = request;
  document.querySelector('#request').textContent =
    `${request.trace_id}: ${ms(duration_ms)}, ${order_class}, ${data_source}, ${started_at}`;
  document
    .querySelector('#waterfall')
    .replaceChildren(...request.spans.map((span) => bar(span, duration_ms)));
}

function bar(span, whole) {
  const facts = Object.entries(span.attributes).map(([name, value]) => `${name}=${value}`);
  const title = [`${span.component}, own time ${ms(span.self_ms)}`, ...facts].join('\n');
  const className = ['bar', span.share < 1 ? 'shared' : '', span.failed ? 'failed' : ''].join(' ');
  const drawn = element('div', { className });
  drawn.style.left = `${(100 * span.start_ms) / whole}%`;
  drawn.style.width = `${(100 * span.duration_ms) / whole}%`;
  const name = element('div', { className: 'name', textContent: `${span.service}: ${span.name}` });
  name.style.paddingLeft = `${span.depth * 0.8}rem`;
  const time = element('div', { className: 'time', textContent: ms(span.duration_ms) });
  return element(
    'div',
    { className: 'row', title },
    name,
    element('div', { className: 'track' }, drawn),
    time,
  );
}

/** Does it, and says what went wrong. */
async function act(work) {
  message.textContent = '';
  try {
    await work();
  } catch (error) {
    message.textContent = error.message;
  }
}

async function show() {
  const selected = query();
  document.querySelector('#folded').href = `/api/folded?${selected}`;
  document.querySelector('#speedscope').href = `/api/speedscope?${selected}`;
  const [breakdown, flame, slowest] = await Promise.all(
    ['breakdown', 'flame', 'slowest'].map((what) => ask(`/api/${what}?${selected}`)),
  );
  showBreakdown(breakdown.all);
  showFlame(flame);
  showSlowest(slowest);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void act(show);
});
window.addEventListener('resize', () => void act(show));
await act(show);
