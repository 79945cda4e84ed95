import { contractError } from '@craftastic/contract/contract-error';
import { faultOf } from '@craftastic/things/document';
import { editDocument } from '@craftastic/things/edit-document';
import { idOfPath } from '@craftastic/things/identity';
import { type Editable, mergeThing } from '@craftastic/things/merge-thing';
import { planEdit } from '@craftastic/things/plan-edit';
import type { Readable } from '../things/readable.ts';
import type { Change } from './commits.ts';
import {
  fileAt,
  formatOfPath,
  notEditable,
  parseOptionsOf,
  pathBelow,
  requireVersion,
  type Synced,
  sourceOf,
  type Version,
  versionOf,
} from './present-state.ts';
import type { WriteBackParts } from './write-back.ts';

export interface Edit {
  ns: string;
  branch?: string | undefined;
  id: string;
  /** The version that it began from. */
  base: number;
  type?: string | undefined;
  data: Record<string, unknown>;
  content?: string | null | undefined;
}

/** An edit that can be committed. */
export interface Planned {
  change: Change;
  /** Of the Thing. */
  name: string;
}

/** An edit that meets another one: `theirs` is null where the file is gone. */
export interface Blocked {
  now: Version;
  base: Version;
  mine: Editable;
  theirs: Editable | null;
}

const EMPTY = new Uint8Array();

/**
 * What an edit comes to on top of what the branch is synced at, or what is in its way there. `onOwnBranch`: where something is
 * in its way it begins where the edit did.
 */
export async function planSave(
  parts: WriteBackParts,
  context: Synced,
  edit: Edit,
  onOwnBranch: boolean,
): Promise<Planned | Blocked> {
  const now = await requireVersion(parts, context, edit.id);
  const base = edit.base === now.version ? now : await versionOf(parts, context, edit.base);
  if (base.id !== now.id && base.id !== edit.id) {
    throw contractError('BAD_INPUT', { message: 'base: is a version of another Thing.' });
  }
  const mine = mineOf(edit, base);
  const file = now.deleted ? null : await fileAt(parts, context, context.commit, now.path);
  // Gone in git. Whoever has seen that, and saves all the same, makes it anew.
  if (now.deleted && edit.base === now.version) return { change: changeAnew(context, now, mine), name: now.name };
  if (file === null) return onOwnBranch ? planOnBase(parts, context, base, mine) : { now, base, mine, theirs: null };

  const { thing } = sourceOf(context, now.path, file);
  const theirs = { type: thing.type, data: thing.data, content: thing.content };
  const { merged, fields, body } = mergeThing(base, mine, theirs);
  if (fields.length > 0 || body !== null) {
    return onOwnBranch ? planOnBase(parts, context, base, mine) : { now, base, mine, theirs };
  }
  const content = edited(context, now.path, file.bytes, merged);
  const hasTheirs = base.version !== now.version && !Buffer.from(content).equals(file.bytes);
  const { oid: expected, bytes: before } = file;
  return {
    change: { id: now.id, parent: context.commit, path: now.path, expected, before, content, merged: hasTheirs },
    name: thing.name,
  };
}

function mineOf({ type, data, content }: Edit, base: Version): Editable {
  const fault = faultOf({ type, data, content });
  if (fault !== null) throw contractError('BAD_INPUT', { message: fault });
  return { type: type ?? base.type, data, content: content === undefined ? base.content : content };
}

function changeAnew(context: Synced, gone: Version, mine: Editable): Change {
  const { id, path } = gone;
  const isByPath = idOfPath(context.bindingNs, pathBelow(context, path)) === id;
  const named = isByPath ? EMPTY : editDocument(formatOfPath(path), EMPTY, { keys: { $id: id }, content: '' });
  const content = edited(context, path, named ?? EMPTY, mine);
  return { id, parent: context.commit, path, expected: null, before: null, content, merged: false };
}

async function planOnBase(parts: WriteBackParts, context: Readable, base: Version, mine: Editable): Promise<Planned> {
  const { id, name, path, commit: parent } = base;
  const file = await fileAt(parts, context, parent, path);
  if (file === null) throw notEditable('The commit that it began from is gone.');
  const content = edited(context, path, file.bytes, mine);
  return { change: { id, parent, path, expected: file.oid, before: file.bytes, content, merged: false }, name };
}

function edited(context: Readable, path: string, bytes: Uint8Array, wanted: Editable): Uint8Array {
  const result = planEdit(pathBelow(context, path), bytes, wanted, parseOptionsOf(context));
  if (typeof result === 'string') throw notEditable(result);
  return result;
}
