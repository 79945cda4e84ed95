/** How a value is edited. `json` is for all that has no control of its own. */
export type FieldKind = 'text' | 'long' | 'number' | 'boolean' | 'date' | 'list' | 'json';

export const FIELD_KINDS: readonly { value: FieldKind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'long', label: 'Long text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'list', label: 'List' },
  { value: 'json', label: 'JSON' },
];

/** A key with its value, as it stands in the form. */
export interface FormField {
  key: string;
  kind: FieldKind;
  /** As typed; of a boolean `true` or `false`. */
  text: string;
  /** As it was read: what nobody has touched is given back as it came. Undefined for a new field. */
  original?: unknown;
  touched: boolean;
}

/** Keys whose value is prose, however short it is now. */
const LONG_KEYS = /^(?:description|summary|abstract|excerpt|text|bio|notes?)$/i;
const LONG = 100;
const DATE = /^\d{4}-\d\d-\d\d$/;

export function fieldsOf(data: Record<string, unknown>): FormField[] {
  return Object.entries(data).map(([key, original]) => {
    const kind = kindOf(key, original);
    return { key, kind, text: textOf(kind, original), original, touched: false };
  });
}

/** A field that is new, or is edited in another way from now on. */
export function asKind(field: Pick<FormField, 'key' | 'kind' | 'text'>, kind: FieldKind): FormField {
  const read = readField(field);
  const value = 'value' in read ? read.value : field.text;
  const text = isFit(kind, value) ? textOf(kind, value) : kind === 'boolean' ? 'false' : kind === 'json' ? 'null' : '';
  return { key: field.key, kind, text, touched: true };
}

/** The data that the form says; null where a field says nothing that can be meant. */
export function dataOf(fields: readonly FormField[]): Record<string, unknown> | null {
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const read = readField(field);
    if ('problem' in read) return null;
    entries.push([field.key, read.value]);
  }
  return Object.fromEntries(entries);
}

/** The value that a field says, or what is wrong with it. */
export function readField(
  field: Pick<FormField, 'kind' | 'text'> & Partial<FormField>,
): { value: unknown } | { problem: string } {
  const { kind, text } = field;
  if (field.touched === false) return { value: field.original };
  switch (kind) {
    case 'text':
    case 'long':
      return { value: text };
    case 'boolean':
      return { value: text === 'true' };
    case 'number': {
      const value = Number(text.trim());
      return text.trim() !== '' && Number.isFinite(value) ? { value } : { problem: 'This is not a number.' };
    }
    case 'date':
      return DATE.test(text) ? { value: text } : { problem: 'Choose a day.' };
    case 'list':
      return {
        value: text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      };
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { problem: 'This is not valid JSON.' };
      }
  }
}

/** What is wrong with the key of a new field; null where it can be one. */
export function keyProblem(key: string, fields: readonly FormField[]): string | null {
  if (key.trim() === '') return 'Give it a name.';
  if (['$id', '$type', '$source'].includes(key)) return `${key} is set elsewhere.`;
  return fields.some((field) => field.key === key) ? 'There is a field of this name.' : null;
}

function kindOf(key: string, value: unknown): FieldKind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (isFit('list', value)) return 'list';
  if (typeof value !== 'string') return 'json';
  if (DATE.test(value)) return 'date';
  return value.includes('\n') || value.length > LONG || LONG_KEYS.test(key) ? 'long' : 'text';
}

function isFit(kind: FieldKind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && !value.includes('\n');
    case 'long':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'date':
      return typeof value === 'string' && DATE.test(value);
    case 'list':
      // What a line can't give back, such as an empty text or one with spaces around, is left to JSON.
      return (
        Array.isArray(value) &&
        value.every((item) => typeof item === 'string' && item !== '' && item.trim() === item && !item.includes('\n'))
      );
    case 'json':
      return true;
  }
}

function textOf(kind: FieldKind, value: unknown): string {
  if (kind === 'list' && Array.isArray(value)) return value.join('\n');
  if (kind === 'json') return JSON.stringify(value, null, 2) ?? 'null';
  return String(value);
}
