/**
 * The two forms of Jinja that webhook bodies use: `{{ doc.field }}` and `{{ doc.field | tojson }}`.
 * Without tojson the text goes in as it is, so that a quote in it breaks the JSON around it.
 */
export function renderTemplate(template: string, doc: Readonly<Record<string, unknown>>): string {
  return template.replace(
    /\{\{\s*doc\.(\w+)\s*(\|\s*tojson\s*)?\}\}/g,
    (_, field: string, asJson?: string) => {
      const value = doc[field] ?? null;
      if (asJson !== undefined) return pythonJson(value);
      return typeof value === 'string' ? value : value === null ? 'None' : pythonJson(value);
    },
  );
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
