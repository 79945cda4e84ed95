import type { Sql } from '@craftastic/db/sql';
import { BindingIndex, foldersAbove } from '@craftastic/things/routing';

export interface RoutedBinding {
  ns: string;
  path: string;
  includeNested: boolean;
}

/**
 * The bindings that these files can belong to: those of the folders above them, found by the database's index of folders. It
 * takes as long among ten bindings as among a hundred thousand. Rejected: all of them, kept in memory; that has to be told of
 * every change, and takes a tenth of a second to read anew.
 */
export async function bindingsOver(
  sql: Sql,
  environmentId: string,
  files: Iterable<string>,
): Promise<BindingIndex<RoutedBinding>> {
  const parents = new Set(Array.from(files, (file) => file.slice(0, file.lastIndexOf('/') + 1)));
  const folders = new Set([...parents].flatMap(foldersAbove));
  if (folders.size === 0) return new BindingIndex([]);
  const rows = await sql.$queryRaw<RoutedBinding[]>`
    SELECT ns, path, include_nested AS "includeNested" FROM git
    WHERE environment_id = ${environmentId} AND path = ANY(${[...folders]}::text[])`;
  return new BindingIndex(rows);
}
