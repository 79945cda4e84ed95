import type { FieldConflict, Hunk, ThingConflict } from '@craftastic/contract/thing-conflict';

export type Side = 'mine' | 'theirs' | 'base';
/** Of a part of the body also both, one after the other. */
export type HunkSide = Side | 'both';

/** What a person has chosen: by field, and by part of the body, in their order. Undefined where nothing is chosen yet. */
export interface Choices {
  fields: (Side | undefined)[];
  hunks: (HunkSide | undefined)[];
}

export interface Resolved {
  type: string;
  data: Record<string, unknown>;
  content: string | null;
}

export function noChoices({ fields, body }: Pick<ThingConflict, 'fields' | 'body'>): Choices {
  return { fields: fields.map(() => undefined), hunks: (body ?? []).map(() => undefined) };
}

/** A part of the body with its place. */
export interface Part {
  hunk: Hunk;
  at: number;
  /** Of a part in conflict: which one it is, from 1. */
  number: number;
}

export function partsOf(body: readonly Hunk[]): Part[] {
  let number = 0;
  return body.map((hunk, at) => {
    if (hunk.kind === 'conflict') number += 1;
    return { hunk, at, number };
  });
}

/** How many are still to be made. */
export function openChoices({ body }: Pick<ThingConflict, 'body'>, choices: Choices): number {
  const hunks = (body ?? []).filter((hunk, at) => hunk.kind === 'conflict' && choices.hunks[at] === undefined);
  return choices.fields.filter((side) => side === undefined).length + hunks.length;
}

/** Everything from one side. */
export function allFrom(side: 'mine' | 'theirs', { fields, body }: Pick<ThingConflict, 'fields' | 'body'>): Choices {
  return { fields: fields.map(() => side), hunks: (body ?? []).map(() => side) };
}

/** The Thing that the choices make; what is not chosen yet is theirs. */
export function resolved(conflict: Pick<ThingConflict, 'fields' | 'body' | 'merged'>, choices: Choices): Resolved {
  const { merged, fields, body } = conflict;
  let { type } = merged;
  const data = structuredClone(merged.data);
  for (const [at, field] of fields.entries()) {
    const side = choices.fields[at] ?? 'theirs';
    if (field.path.length === 1 && field.path[0] === '$type') type = String(field[side] ?? type);
    else setAt(data, field.path, side in field ? { value: field[side] } : null);
  }
  const content = body === null ? merged.content : body.map((hunk, at) => textOf(hunk, choices.hunks[at])).join('');
  return { type, data, content };
}

export function textOf(hunk: Hunk, side: HunkSide | undefined): string {
  if (hunk.kind === 'text') return hunk.text;
  return side === 'both' ? withEnd(hunk.mine) + hunk.theirs : hunk[side ?? 'theirs'];
}

/** The name of a field, as people write it. */
export const nameOf = ({ path }: Pick<FieldConflict, 'path'>): string => path.join(' › ');

const withEnd = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function setAt(data: Record<string, unknown>, [key = '', ...rest]: readonly string[], next: { value: unknown } | null) {
  const inner = data[key];
  if (rest.length > 0) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      setAt(inner as Record<string, unknown>, rest, next);
    }
    return;
  }
  if (next === null) delete data[key];
  else Object.defineProperty(data, key, { value: next.value, enumerable: true, configurable: true, writable: true });
}
