import { expect, test } from 'vitest';
import { asKind, dataOf, type FormField, fieldsOf, keyProblem, newItem, readField } from './form-fields.ts';

test.each<[string, unknown, FormField['kind'], string]>([
  ['title', 'Hello', 'text', 'Hello'],
  ['description', 'Short', 'long', 'Short'],
  ['title', 'a\nb', 'long', 'a\nb'],
  ['title', 'x'.repeat(101), 'long', 'x'.repeat(101)],
  ['n', 1.5, 'number', '1.5'],
  ['draft', false, 'boolean', 'false'],
  ['date', '2026-01-31', 'date', '2026-01-31'],
  ['date', '2026-01-31T10:00:00Z', 'text', '2026-01-31T10:00:00Z'],
  ['tags', ['a', 'b c'], 'list', 'a\nb c'],
  ['tags', [], 'list', ''],
  ['tags', ['a', ' '], 'json', '[\n  "a",\n  " "\n]'],
  ['tags', ['a', 1], 'json', '[\n  "a",\n  1\n]'],
  ['of', { a: 1 }, 'object', ''],
  ['of', [{ a: 1 }, { b: { c: [{ d: null }] } }], 'objects', ''],
  ['of', [{ a: 1 }, 2], 'json', '[\n  {\n    "a": 1\n  },\n  2\n]'],
  ['nothing', null, 'json', 'null'],
])('%s: %j is edited as %s', (key, value, kind, text) => {
  const [field] = fieldsOf({ [key]: value });
  expect(field).toMatchObject({ key, kind, text });
  expect(dataOf(fieldsOf({ [key]: value }))).toEqual({ [key]: value });
});

test.each<[FormField['kind'], string, unknown]>([
  ['number', ' 2.50 ', { value: 2.5 }],
  ['number', '2,5', { problem: 'This is not a number.' }],
  ['number', '', { problem: 'This is not a number.' }],
  ['date', '2026-1-1', { problem: 'Choose a day.' }],
  ['list', ' a \n\nb', { value: ['a', 'b'] }],
  ['json', '{"a":', { problem: 'This is not valid JSON.' }],
  ['boolean', 'true', { value: true }],
])('%s «%s»', (kind, text, expected) => {
  expect(readField({ kind, text, touched: true })).toEqual(expected);
});

test('a field that is edited in another way keeps what can be kept', () => {
  const [title, tags] = fieldsOf({ title: 'Hello', tags: ['a'] });
  if (!title || !tags) throw new Error('two fields');
  expect(asKind(title, 'long')).toMatchObject({ kind: 'long', text: 'Hello' });
  expect(asKind(title, 'json')).toMatchObject({ text: '"Hello"' });
  expect(asKind(title, 'number')).toMatchObject({ text: '' });
  expect(asKind(tags, 'json')).toMatchObject({ text: '[\n  "a"\n]' });
});

test('keys that can’t be new', () => {
  const fields = fieldsOf({ title: 'x' });
  expect(keyProblem('title', fields)).toContain('of this name');
  expect(keyProblem('$id', fields)).toContain('elsewhere');
  expect(keyProblem(' ', fields)).not.toBeNull();
  expect(keyProblem('author', fields)).toBeNull();
});

test('a group is edited field by field; the rest of it stays', () => {
  const [seo] = fieldsOf({ seo: { title: 'T', deep: { a: { b: { c: 1 } } } } });
  if (!seo?.fields) throw new Error('a group');
  const [title, deep] = seo.fields;
  if (!title || !deep) throw new Error('two fields');
  expect(deep.fields?.[0]?.fields?.[0]).toMatchObject({ key: 'b', kind: 'json' });
  const next = { ...seo, touched: true, fields: [{ ...title, text: 'New', touched: true }, deep] };
  expect(readField(next)).toEqual({ value: { title: 'New', deep: { a: { b: { c: 1 } } } } });
  const number = asKind({ key: 'n', kind: 'text', text: '' }, 'number');
  expect(readField({ ...next, fields: [number] })).toHaveProperty('problem');
  expect(asKind(next, 'json')).toMatchObject({ text: expect.stringContaining('"title": "New"') });
});

test('a new group of a list has the fields of the first', () => {
  const [authors] = fieldsOf({ authors: [{ name: 'Ada', since: 1815, of: { x: 1 } }] });
  const made = newItem(authors?.items ?? []);
  expect(made.id).toBe(1);
  expect(made.fields.map(({ key, kind, text }) => [key, kind, text])).toEqual([
    ['name', 'text', ''],
    ['since', 'number', ''],
    ['of', 'object', ''],
  ]);
  // What is not filled in is not said.
  const [name, ...rest] = made.fields;
  expect(dataOf([{ ...name, text: 'Bob' } as FormField, ...rest])).toEqual({ name: 'Bob' });
});
