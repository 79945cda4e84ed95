/** How a value is edited. `json` is for all that has no control of its own. */
export type FieldKind = 'text' | 'long' | 'number' | 'boolean' | 'date' | 'list' | 'object' | 'objects' | 'json';

export const FIELD_KINDS: readonly { value: FieldKind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'long', label: 'Long text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'list', label: 'List' },
  { value: 'object', label: 'Group' },
  { value: 'objects', label: 'Groups' },
  { value: 'json', label: 'JSON' },
];

/** A key with its value, as it stands in the form. */
export interface FormField {
  key: string;
  kind: FieldKind;
  /** As typed; of a boolean `true` or `false`, of groups nothing. */
  text: string;
  /** Offered, because others of its kind have it: it says nothing until it is filled in. */
  offered?: true;
  /** Of a group, an object. */
  fields?: FormField[];
  /** Of groups, a list of objects. */
  items?: FormItem[];
  /** As it was read: what nobody has touched is given back as it came. Undefined for a new field. */
  original?: unknown;
  touched: boolean;
}

/** One object of a list. */
export interface FormItem {
  /** Among the items of its list, wherever it is moved to. */
  id: number;
  fields: FormField[];
}

/** Keys whose value is prose, however short it is now. */
const LONG_KEYS = /^(?:description|summary|abstract|excerpt|text|bio|notes?)$/i;
const LONG = 100;
/** Groups in groups, down to here; what is deeper is JSON. */
const DEEPEST = 3;
const DATE = /^\d{4}-\d\d-\d\d$/;

export function fieldsOf(data: Record<string, unknown>, depth = 1): FormField[] {
  return Object.entries(data).map(([key, original]) => {
    const kind = kindOf(key, original, depth);
    return { key, kind, ...shown(kind, original, depth), original, touched: false };
  });
}

/** A new item, with fields of the names and kinds of the first one that say nothing yet. */
export function newItem(items: readonly FormItem[]): FormItem {
  const fields = items[0]?.fields ?? [];
  return {
    id: Math.max(-1, ...items.map(({ id }) => id)) + 1,
    fields: fields.map(({ key, kind }) => ({ ...asKind({ key, kind: 'text', text: '' }, kind), offered: true })),
  };
}

/** A field that is new, or is edited in another way from now on. */
export function asKind(
  field: Pick<FormField, 'key' | 'kind' | 'text'> & Partial<FormField>,
  kind: FieldKind,
): FormField {
  const read = readField(field);
  const value = 'value' in read ? read.value : field.text;
  const none = { boolean: false, json: null, object: {}, objects: [] as unknown[] };
  const fit = isFit(kind, value) ? value : Object.hasOwn(none, kind) ? none[kind as keyof typeof none] : '';
  return { key: field.key, kind, ...shown(kind, fit, 1), touched: true };
}

/** The data that the form says; null where a field says nothing that can be meant. */
export function dataOf(fields: readonly FormField[]): Record<string, unknown> | null {
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    if (isBlank(field)) continue;
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
    case 'object': {
      const value = dataOf(field.fields ?? []);
      return value === null ? { problem: INSIDE } : { value };
    }
    case 'objects': {
      const value = (field.items ?? []).map(({ fields }) => dataOf(fields));
      return value.includes(null) ? { problem: INSIDE } : { value };
    }
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { problem: 'This is not valid JSON.' };
      }
  }
}

const INSIDE = 'A field in it has to be put right.';

/** Of what is only offered: nothing is said by it yet. */
export function isBlank({ offered, kind, text, fields, items }: Partial<FormField>): boolean {
  if (!offered) return false;
  if (kind === 'object') return (fields ?? []).length === 0;
  if (kind === 'objects') return (items ?? []).length === 0;
  return kind === 'json' ? text === 'null' : text === '';
}

/** What is wrong with the key of a new field; null where it can be one. */
export function keyProblem(key: string, fields: readonly FormField[], isNested = false): string | null {
  if (key.trim() === '') return 'Give it a name.';
  if (!isNested && ['$id', '$type', '$source'].includes(key)) return `${key} is set elsewhere.`;
  return fields.some((field) => field.key === key) ? 'There is a field of this name.' : null;
}

function kindOf(key: string, value: unknown, depth: number): FieldKind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (isFit('list', value)) return 'list';
  if (typeof value !== 'string') {
    if (depth > DEEPEST) return 'json';
    return isFit('object', value) ? 'object' : isFit('objects', value) ? 'objects' : 'json';
  }
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
    case 'object':
      return isRecord(value);
    case 'objects':
      return Array.isArray(value) && value.every(isRecord);
    case 'json':
      return true;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in its control. */
function shown(kind: FieldKind, value: unknown, depth: number): Pick<FormField, 'text' | 'fields' | 'items'> {
  if (kind === 'object' && isRecord(value)) return { text: '', fields: fieldsOf(value, depth + 1) };
  if (kind === 'objects' && Array.isArray(value)) {
    return { text: '', items: value.map((item, id) => ({ id, fields: fieldsOf(item, depth + 1) })) };
  }
  return { text: textOf(kind, value) };
}

function textOf(kind: FieldKind, value: unknown): string {
  if (kind === 'list' && Array.isArray(value)) return value.join('\n');
  if (kind === 'json') return JSON.stringify(value, null, 2) ?? 'null';
  return String(value);
}
