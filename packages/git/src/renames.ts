import { pathFromBytes } from '@craftastic/contract/git-path';
import { fields } from './fields.ts';
import type { Git } from './runner.ts';

/** Staged renames: from the new path to the old one. */
export async function stagedRenames(git: Git): Promise<Map<string, string>> {
  const { stdout } = await git.run(['diff', '--cached', '--find-renames', '--name-status', '-z', '--diff-filter=R']);
  const records = fields(stdout).map(pathFromBytes);
  const renames = new Map<string, string>();
  for (let at = 0; at + 2 < records.length; at += 3) renames.set(records[at + 2] ?? '', records[at + 1] ?? '');
  return renames;
}
