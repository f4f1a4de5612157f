/**
 * The forms of Jinja that webhook bodies use: `{{ doc.field }}`, `{{ doc.field | tojson }}` and
 * `{{ doc["table"] | map(attribute="field") | list | tojson }}`.
 * Without tojson the text goes in as it is, so that a quote in it breaks the JSON around it.
 */
export function renderTemplate(template: string, doc: Readonly<Record<string, unknown>>): string {
  return template.replace(
    /\{\{\s*doc(?:\.(\w+)|\["(\w+)"\]\s*\|\s*map\(attribute="(\w+)"\)\s*\|\s*list)\s*(\|\s*tojson\s*)?\}\}/g,
    (_, field?: string, table?: string, column?: string, asJson?: string) => {
      const value = field === undefined ? columnOf(doc[table ?? ''], column ?? '') : (doc[field] ?? null);
      if (asJson !== undefined) return pythonJson(value);
      return typeof value === 'string' ? value : value === null ? 'None' : pythonJson(value);
    },
  );
}

/** A table that the document does not have is empty. */
function columnOf(rows: unknown, column: string): unknown[] {
  if (!Array.isArray(rows)) return [];
  return (rows as Readonly<Record<string, unknown>>[]).map((row) => row[column] ?? null);
}

/** As Python writes JSON by default: a space after commas and colons, ASCII only. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${pythonJson(key)}: ${pythonJson(entry)}`);
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value ?? null).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
