import { branchRefs, resolveBase } from '@craftastic/git/refs';
import { entryAt } from '@craftastic/git/tree-entries';
import { DEVCONTAINER_PATHS, parseDevcontainer } from '../dev-server/devcontainer.ts';
import type { Layout } from './layout.ts';

/** More than any that a person has written. */
const READ_BYTES = 1024 * 1024;

/**
 * What a branch's devcontainer.json says of its sessions, as committed; null where there is none that can be read. From
 * git, because the sandbox that it describes is made before its worktree is there. A link is not followed.
 */
export async function devcontainerOf(layout: Layout, { branch, base }: { branch: string; base?: string | undefined }) {
  const refs = (await branchRefs(layout.git)).filter(({ name }) => name === branch);
  const found = refs.find(({ remote }) => !remote) ?? refs[0];
  const commit = found?.head ?? (base === undefined ? null : (await resolveBase(layout.git, base)).commit);
  if (commit === null) return null;
  for (const path of DEVCONTAINER_PATHS) {
    const entry = await entryAt(layout.git, commit, path);
    if (!entry?.mode.startsWith('100')) continue;
    const { stdout } = await layout.git.run(['cat-file', 'blob', entry.oid], { maxBytes: READ_BYTES });
    const file = parseDevcontainer(stdout.toString('utf8'));
    return file && { image: file.image, environment: file.environment, setUp: file.setUp, unused: file.unused };
  }
  return null;
}
