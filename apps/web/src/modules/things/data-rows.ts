/** What a value of a Thing's data is, in a word. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'date';
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return 'date-time';
    return /^https?:\/\/\S+$/.test(value) ? 'URL' : 'text';
  }
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' ? 'object' : typeof value;
}

export interface DataRow {
  /** `author.name`, `tags[0]`: unique. */
  path: string;
  key: string;
  /** From 0. */
  level: number;
  kind: string;
  /** Null for a list or an object: what is in it has rows of its own. */
  text: string | null;
  /** An address of the web: the text is a link. */
  url: string | null;
}

/** So many rows are shown of a Thing's data; a list of all streets of a town is better read as JSON. */
export const MOST_ROWS = 500;

/** Data as rows, nested ones below what holds them. */
export function dataRows(data: Record<string, unknown>): DataRow[] {
  const rows: DataRow[] = [];
  const add = (path: string, key: string, value: unknown, level: number) => {
    if (rows.length > MOST_ROWS) return;
    const nested = typeof value === 'object' && value !== null;
    const kind = kindOf(value);
    const text = nested ? null : String(value);
    rows.push({ path, key, level, kind, text, url: kind === 'URL' ? text : null });
    if (Array.isArray(value)) {
      value.forEach((each, index) => {
        add(`${path}[${index}]`, String(index), each, level + 1);
      });
    } else if (nested) {
      for (const [name, each] of Object.entries(value)) add(`${path}.${name}`, name, each, level + 1);
    }
  };
  for (const [key, value] of Object.entries(data)) add(key, key, value, 0);
  return rows;
}
