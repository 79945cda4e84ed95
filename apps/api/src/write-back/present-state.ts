import { contractError } from '@craftastic/contract/contract-error';
import { formatOf, typeRulesOf } from '@craftastic/things/format';
import type { Editable } from '@craftastic/things/merge-thing';
import type { ParseOptions } from '@craftastic/things/parse';
import { MOST_DOCUMENT_BYTES, readSource, type Source } from '@craftastic/things/plan-edit';
import type { Readable } from '../things/readable.ts';
import type { WriteBackParts } from './write-back.ts';

/** A version of a Thing that an edit begins from, or is merged with. */
export interface Version extends Editable {
  version: number;
  id: string;
  name: string;
  /** In the repository. */
  path: string;
  commit: string;
  deleted: boolean;
}

/** A file as a commit has it. */
export interface File {
  oid: string;
  bytes: Uint8Array;
}

/** A context that readers see something of. */
export type Synced = Readable & { commit: string };

export function requireSynced(context: Readable): Synced {
  const { commit } = context;
  if (commit === null) {
    throw contractError('UNAVAILABLE', { message: 'The branch is not synced yet; try again in a moment.' });
  }
  return { ...context, commit };
}

/** How files of a binding are read. */
export function parseOptionsOf({ binding }: Readable): ParseOptions {
  return { ns: binding.ns, typeOf: typeRulesOf(binding.types as { pattern: string; type: string }[]) };
}

/** A path of the repository, below the binding's folder. */
export function pathBelow({ binding }: Readable, path: string): string {
  return binding.path === '' ? path : path.slice(binding.path.length + 1);
}

/** The version that is in force, or the last one of a Thing that is gone; null for none. An id from before a rename leads to it. */
export async function presentVersion(parts: WriteBackParts, context: Readable, id: string): Promise<Version | null> {
  const environments = [context.binding.environmentId];
  const input = { ns: context.bindingNs, branch: context.branch, id, limit: 1 };
  const [last] = await parts.things.history(environments, input).catch(orNone);
  return last ? versionOf(parts, context, last.version) : null;
}

/** The same of a Thing that there has to be. */
export async function requireVersion(parts: WriteBackParts, context: Readable, id: string): Promise<Version> {
  const now = await presentVersion(parts, context, id);
  if (!now) throw contractError('NOT_FOUND', { message: 'There is no such Thing in this branch.' });
  return now;
}

/** A version of the namespace by its number. What is of a draft is in no commit, so nothing can begin from it here. */
export async function versionOf(parts: WriteBackParts, context: Readable, version: number): Promise<Version> {
  const row = await parts.database.client.thingVersion.findUnique({ where: { version: BigInt(version) } });
  if (row?.ns !== context.bindingNs || row.uncommitted) {
    throw contractError('BAD_INPUT', { message: 'base: is not a version of this namespace.' });
  }
  const { id, name, type, content, path, commit, deleted } = row;
  return { version, id, name, type, data: row.data as Record<string, unknown>, content, path, commit, deleted };
}

/** The file at a path of a commit; null where there is none. What is no file, or too large, can't be edited. */
export async function fileAt(
  parts: WriteBackParts,
  context: Readable,
  commit: string,
  path: string,
): Promise<File | null> {
  const { environment } = context.binding;
  const found = await parts.sandboxes.withRepository(parts.environments.ofSandbox(environment), ({ repository }) =>
    repository.upstreamFile({ commit, path, maxBytes: MOST_DOCUMENT_BYTES }),
  );
  if (found === null) return null;
  if (!found.mode.startsWith('100'))
    throw notEditable('There is no file at its path, but a link, a folder or a submodule.');
  if (found.base64 === null) throw notEditable('Its file is larger than 1 MB. Edit it in a session.');
  return { oid: found.oid, bytes: Buffer.from(found.base64, 'base64') };
}

/** What a file says; it has to be a document that can be read. */
export function sourceOf(context: Readable, path: string, file: File): Source {
  const source = readSource(pathBelow(context, path), file.bytes, parseOptionsOf(context));
  if (typeof source === 'string') throw notEditable(source);
  return source;
}

export function formatOfPath(path: string) {
  const format = formatOf(path);
  if (format === null) throw notEditable('Its file is no document.');
  return format;
}

export const notEditable = (message: string) => contractError('THING_NOT_EDITABLE', { message });

function orNone(error: unknown): never[] {
  if ((error as { code?: unknown }).code === 'NOT_FOUND') return [];
  throw error;
}
