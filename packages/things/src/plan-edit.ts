import { type Document, readDocument } from './document.ts';
import { editDocument } from './edit-document.ts';
import { formatOf } from './format.ts';
import type { Editable } from './merge-thing.ts';
import { type ParsedThing, type ParseOptions, parseFile } from './parse.ts';
import { isSame, plain } from './value.ts';

/** Larger documents become no Things. */
export const MOST_DOCUMENT_BYTES = 1024 * 1024;

/** A file that can be edited, as it is. */
export interface Source {
  thing: ParsedThing;
  document: Document & { data: Record<string, unknown> };
}

/** The Thing of a file, or why it can't be edited, as a sentence. `path` is below the binding's folder. */
export function readSource(path: string, bytes: Uint8Array, options: ParseOptions): Source | string {
  const { thing, diagnostics } = parseFile(path, bytes, options);
  const format = formatOf(path);
  if (thing === null || format === null) {
    const error = diagnostics.find(({ severity }) => severity === 'error');
    const where = error?.line ? ` (line ${error.line})` : '';
    return `Its file can’t be read${where}: ${error?.message ?? 'it is no document.'} Mend it in a session first.`;
  }
  const document = readDocument(format, bytes);
  if (document.data === null) return 'Its file can’t be read. Mend it in a session first.';
  return { thing, document: { ...document, data: document.data } };
}

/**
 * The bytes of a file after an edit, or why it can't be made, as a sentence. The file keeps its `$id`; a `$type` is written
 * only where it differs from the one that it has by itself.
 */
export function planEdit(
  path: string,
  bytes: Uint8Array,
  wanted: Editable,
  options: ParseOptions,
): Uint8Array | string {
  const source = readSource(path, bytes, options);
  if (typeof source === 'string') return source;
  const format = formatOf(path);
  const { thing, document } = source;
  const own: Record<string, unknown> = {};
  for (const key of ['$id', '$type']) if (Object.hasOwn(document.data, key)) own[key] = document.data[key];
  if (wanted.type !== thing.type) own.$type = wanted.type;
  const hasBody = format === 'markdown' || format === 'mdx';
  if (!hasBody && wanted.content !== null) return 'Its file is data alone, and has no body.';
  const edited = editDocument(format ?? 'json', bytes, { keys: { ...own, ...wanted.data }, content: wanted.content });
  if (edited === null) {
    return 'More of the file would have to change: its YAML shares a value between keys by an anchor, or its TOML has no word for this. Edit it in a session.';
  }
  if (edited.length > MOST_DOCUMENT_BYTES) return 'It would be larger than 1 MB.';
  // The proof: what is read from the new file is what was asked for.
  const after = parseFile(path, edited, options);
  if (after.thing === null) {
    const [fault] = after.diagnostics;
    return `The file would not be readable: ${fault?.message ?? 'it would be no document.'}`;
  }
  if (after.thing.id !== thing.id) return 'Its $id would be another one.';
  return isSame(plain(after.thing.data), plain(wanted.data))
    ? edited
    : 'The file can’t say this. Edit it in a session.';
}
