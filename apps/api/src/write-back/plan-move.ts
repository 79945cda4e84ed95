import { contractError } from '@craftastic/contract/contract-error';
import { formatOf } from '@craftastic/things/format';
import { parseFile } from '@craftastic/things/parse';
import { newPath } from './plan-create.ts';
import type { Planned } from './plan-save.ts';
import { fileAt, notEditable, parseOptionsOf, presentVersion, requireVersion, type Synced } from './present-state.ts';
import type { WriteBackParts } from './write-back.ts';

export interface Move {
  id: string;
  /** The version that was seen. */
  base: number;
  /** Where it goes, below the binding's folder. */
  path: string;
}

/** A Thing's file under another name, byte for byte. One that is there already is no failure: the request came again. */
export async function planMove(parts: WriteBackParts, context: Synced, wanted: Move): Promise<Planned> {
  const below = await newPath(parts, context, wanted.path);
  const path = context.binding.path === '' ? below : `${context.binding.path}/${below}`;
  const { commit: parent } = context;
  const now = await requireVersion(parts, context, wanted.id);
  const file = now.deleted ? null : await fileAt(parts, context, parent, now.path);
  if (file === null) throw notEditable(`It is deleted in ${context.branch}.`);
  const common = { parent, path, content: file.bytes, merged: false };
  if (now.path === path) {
    return { change: { ...common, id: now.id, expected: file.oid, before: file.bytes }, name: now.name };
  }
  if (now.version !== wanted.base) {
    throw contractError('FILE_CHANGED', {
      message: 'It has changed since you saw it. Look at it again before you move it.',
      data: { path: now.path, version: file.oid },
    });
  }
  if (kindOf(below) !== kindOf(now.path))
    throw notEditable('A file keeps its format: what is in it would not be read.');
  const { thing } = parseFile(below, file.bytes, parseOptionsOf(context));
  if (!thing) throw notEditable('Its file can’t be read. Mend it in a session first.');
  if ((await fileAt(parts, context, parent, path)) !== null) throw contractError('FILE_EXISTS', { data: { path } });
  const other = thing.id === now.id ? null : await presentVersion(parts, context, thing.id);
  if (other && !other.deleted && other.id === thing.id) {
    throw contractError('FILE_EXISTS', {
      message: `${other.path} gives ${thing.id} already.`,
      data: { path: other.path },
    });
  }
  const from = { path: now.path, expected: file.oid };
  return { change: { ...common, id: thing.id, expected: null, before: null, from }, name: now.name };
}

/** Markdown and MDX are written alike. */
const kindOf = (path: string) => (formatOf(path) === 'mdx' ? 'markdown' : formatOf(path));
