import { contractError } from '@craftastic/contract/contract-error';
import { formatOf } from '@craftastic/things/format';
import { pathMatcherOf } from '@craftastic/things/globs';
import { parseFile } from '@craftastic/things/parse';
import { planEdit } from '@craftastic/things/plan-edit';
import { ownership } from '../sync/sync.ts';
import type { Readable } from '../things/readable.ts';
import type { Planned } from './plan-save.ts';
import { fileAt, notEditable, parseOptionsOf, presentVersion, type Synced } from './present-state.ts';
import type { WriteBackParts } from './write-back.ts';

export interface NewThing {
  /** Below the binding's folder. */
  path: string;
  type?: string | undefined;
  data: Record<string, unknown>;
  content?: string | null | undefined;
}

const EMPTY = new Uint8Array();

/** The file of a new Thing. One that is there already is no failure where it says the same: the request came again. */
export async function planCreate(parts: WriteBackParts, context: Synced, wanted: NewThing): Promise<Planned> {
  const below = await newPath(parts, context, wanted.path);
  const path = context.binding.path === '' ? below : `${context.binding.path}/${below}`;
  const options = parseOptionsOf(context);
  const { thing: empty } = parseFile(below, EMPTY, options);
  const format = formatOf(below);
  const hasBody = format === 'markdown' || format === 'mdx';
  const content = planEdit(
    below,
    EMPTY,
    { type: wanted.type ?? empty?.type ?? '', data: wanted.data, content: hasBody ? (wanted.content ?? '') : null },
    options,
  );
  if (typeof content === 'string') throw notEditable(content);
  const { thing } = parseFile(below, content, options);
  if (!thing) throw notEditable('The file would give no Thing.');

  const { id, name } = thing;
  const present = await fileAt(parts, context, context.commit, path);
  if (present !== null && !Buffer.from(content).equals(present.bytes)) {
    throw contractError('FILE_EXISTS', { data: { path } });
  }
  const other = present === null ? await presentVersion(parts, context, id) : null;
  if (other && !other.deleted && other.id === id) {
    const message = `${other.path} gives ${id} already.`;
    throw contractError('FILE_EXISTS', { message, data: { path: other.path } });
  }
  const { oid: expected = null, bytes: before = null } = present ?? {};
  return { change: { id, parent: context.commit, path, expected, before, content, merged: false }, name };
}

/** A path below the namespace's folder that becomes a Thing of it. */
export async function newPath(parts: WriteBackParts, context: Readable, path: string): Promise<string> {
  const clean = path.trim().replace(/^(?:\.?\/)+/, '');
  const refused = (message?: string) =>
    contractError('FILE_NAME_INVALID', { data: { path: clean }, ...(message ? { message } : {}) });
  const isName = (part: string) => !['', '.', '..'].includes(part) && !/[\p{Cc}\\]|^\.git$/iu.test(part);
  if (!clean.split('/').every(isName)) throw refused();
  if (formatOf(clean) === null) throw refused('The name has to end with .md, .mdx, .yaml, .yml, .json or .jsonld.');
  const owns = await ownership(parts.database, context.binding);
  if (!owns(clean) || !pathMatcherOf(context.binding.contentPatterns)(clean)) {
    throw refused(`${context.bindingNs} does not take in ${clean}: see the content patterns of its binding.`);
  }
  return clean;
}
