import type { Suggestion, SuggestedRow } from '../../../application/documents/write-back.port.js';

const LONGEST_TITLE = 140;

/** A line of plain text as HTML, which is what ERPNext shows of comments and descriptions. */
export function html(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The body of a new Material Request (type Purchase, draft) or Task. */
export function suggestionBody(suggestion: Suggestion): Readonly<Record<string, unknown>> {
  return suggestion.type === 'task' ? task(suggestion) : materialRequest(suggestion);
}

function materialRequest(suggestion: Suggestion) {
  const { company, rows } = suggestion;
  return {
    docstatus: 0,
    material_request_type: 'Purchase',
    title: title(suggestion, ` (${suggestion.marker})`),
    company,
    schedule_date: firstDay(rows),
    items: rows.map((row) => ({
      item_code: row.item_code,
      qty: row.qty,
      // Said, because ERPNext would take the item's purchase unit otherwise.
      uom: row.stock_uom,
      stock_uom: row.stock_uom,
      conversion_factor: 1,
      schedule_date: row.required_by,
      warehouse: row.warehouse,
      description: `${row.description ?? html(row.item_code)}<br>${html(row.reason)}`,
    })),
  };
}

const TASK_PRIORITIES = { HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low' } as const;

function task(suggestion: Suggestion) {
  const { company, rows, priority, marker } = suggestion;
  const lines = rows.map((row) =>
    html(
      `${row.qty} ${row.stock_uom} of ${row.item_code} by ${row.required_by} for ${row.warehouse}: ${row.reason}`,
    ),
  );
  return {
    subject: title(suggestion, ''),
    priority: TASK_PRIORITIES[priority],
    company,
    exp_end_date: firstDay(rows),
    description: [...lines, `(${marker})`].join('<br>'),
  };
}

function title({ priority, rows }: Suggestion, end: string): string {
  const room = LONGEST_TITLE - end.length;
  const items = [...new Set(rows.map((row) => row.item_code))].join(', ');
  const start = `Order Promise Engine, ${priority}: ${items}`;
  return `${start.length > room ? `${start.slice(0, room - 1)}…` : start}${end}`;
}

function firstDay(rows: readonly SuggestedRow[]): string | undefined {
  return rows.map((row) => row.required_by).sort()[0];
}
