import type { NsFile } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import type { RepositoryParts } from '../blobs/repository-blob.ts';
import { ownership } from '../sync/sync.ts';
import type { Readable } from './readable.ts';

const TYPES: Record<string, NsFile['type']> = { '040000': 'directory', '120000': 'symlink', '160000': 'submodule' };

interface Parts extends RepositoryParts {
  database: Database;
}

/**
 * A folder or a file of a namespace in a commit that its branch was once synced at, out of git's objects: the tables have the
 * present alone. Nothing is read outside of the binding's folder, nor in folders that are other bindings' by the rules of today.
 * Null for nothing.
 */
export async function pastFile(parts: Parts, context: Readable, commit: string, path: string): Promise<NsFile | null> {
  const end = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, end));
  const found = await entriesOf(parts, context, commit, folder, path.slice(end + 1));
  return found?.[0] ?? null;
}

/** What is in a folder, by name; null where there is no such folder. */
export async function pastEntries(
  parts: Parts,
  context: Readable,
  commit: string,
  folder: string,
): Promise<NsFile[] | null> {
  const entries = await entriesOf(parts, context, commit, folder);
  return entries?.sort((a, b) => (a.name < b.name ? -1 : 1)) ?? null;
}

async function entriesOf(
  { database, environments, sandboxes }: Parts,
  { binding }: Readable,
  commit: string,
  folder: string,
  name?: string,
): Promise<NsFile[] | null> {
  const owns = await ownership(database, binding);
  const prefix = folder === '' ? '' : `${folder}/`;
  const path = [binding.path, folder].filter((part) => part !== '').join('/');
  const { entries } = await sandboxes.withRepository(environments.ofSandbox(binding.environment), ({ repository }) =>
    repository.upstreamFolder({ commit, path, name }),
  );
  const files = entries?.map((entry) => ({
    path: `${prefix}${entry.name}`,
    name: entry.name,
    type: TYPES[entry.mode] ?? ('file' as const),
    hash: entry.mode === '040000' ? null : entry.oid,
    size: entry.size,
    mode: entry.mode,
    thingId: null,
  }));
  // A folder is whose the files right in it are.
  return files?.filter((file) => owns(file.type === 'directory' ? `${file.path}/.` : file.path)) ?? null;
}
