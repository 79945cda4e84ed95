import { type Hunk, mergedText, mergeText } from './merge-text.ts';
import { isRecord, isSame, plain } from './value.ts';

/** What of a Thing a person edits. */
export interface Editable {
  type: string;
  data: Record<string, unknown>;
  /** Null for a file that is data alone. */
  content: string | null;
}

/** A field that both sides changed, each to another value. A side that has no such field has none here. */
export interface FieldConflict {
  /** Keys from the outside in; `['$type']` for the type. */
  path: string[];
  base?: unknown;
  mine?: unknown;
  theirs?: unknown;
}

export interface Merge {
  /** With what is theirs where a field is in conflict. `content` is without meaning where `body` is not null. */
  merged: Editable;
  fields: FieldConflict[];
  /** The body in parts, where one of them is in conflict. */
  body: Hunk[] | null;
}

/**
 * Put two changes of one Thing together. By field: what one side alone changed is taken, the same change of both is one, and
 * objects are merged key by key. Lists are one value: an order that nobody wrote is worse than a question. The body is
 * merged by lines.
 */
export function mergeThing(base: Editable, mine: Editable, theirs: Editable): Merge {
  const fields: FieldConflict[] = [];
  const all = [base, mine, theirs].map(({ type, data }) => plain({ $type: type, ...data }));
  const { $type, ...data } = mergeRecords([], all[0] ?? {}, all[1] ?? {}, all[2] ?? {}, fields);
  const type = typeof $type === 'string' ? $type : theirs.type;
  if (theirs.content === null || mine.content === null) {
    return { merged: { type, data, content: theirs.content }, fields, body: null };
  }
  const hunks = mergeText(base.content ?? '', mine.content, theirs.content);
  const content = mergedText(hunks);
  return { merged: { type, data, content: content ?? theirs.content }, fields, body: content === null ? hunks : null };
}

function mergeRecords(
  path: string[],
  base: Record<string, unknown>,
  mine: Record<string, unknown>,
  theirs: Record<string, unknown>,
  conflicts: FieldConflict[],
): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  // The order of the file as it is, then what is new.
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const at = [...path, key];
    const [o, a, b] = [fieldOf(base, key), fieldOf(mine, key), fieldOf(theirs, key)];
    const taken = isSame(a, b) || isSame(a, o) ? b : isSame(b, o) ? a : CONFLICT;
    if (taken !== CONFLICT) {
      if (taken !== undefined) set(merged, key, taken);
    } else if (isRecord(a) && isRecord(b) && (isRecord(o) || o === undefined)) {
      set(merged, key, mergeRecords(at, o ?? {}, a, b, conflicts));
    } else {
      if (b !== undefined) set(merged, key, b);
      conflicts.push({
        path: at,
        ...(o === undefined ? {} : { base: o }),
        ...(a === undefined ? {} : { mine: a }),
        ...(b === undefined ? {} : { theirs: b }),
      });
    }
  }
  return merged;
}

const CONFLICT = Symbol('conflict');
const fieldOf = (record: Record<string, unknown>, key: string) =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Not by assignment: a key `__proto__` of a file is a key. */
function set(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}
