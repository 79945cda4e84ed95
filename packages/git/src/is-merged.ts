import { isAncestor } from './new-commits.ts';
import type { Git } from './runner.ts';

/** Commits of the other branch that are looked through for the same changes. */
const MOST_COMMITS = 2000;
/** The branch as one commit has to be written for git to compare it; nobody's name is on it, and nothing refers to it. */
const NOBODY = { name: 'Craftastic', email: 'craftastic@localhost', date: '1970-01-01T00:00:00Z' };

/**
 * Whether all that a branch brings is in another one: its commits, or the same changes under other ids, one by one after a
 * rebase, or all in one commit after a squash. False where a commit is missing.
 */
export async function isMerged(git: Git, head: string, into: string): Promise<boolean> {
  if (await isAncestor(git, head, into)) return true;
  const { exitCode, stdout } = await git.run(['merge-base', head, into], { expect: [0, 1, 128] });
  const base = stdout.toString('latin1').trim();
  if (exitCode !== 0 || base === '') return false;
  const since = Number(await git.text(['rev-list', '--count', `--max-count=${MOST_COMMITS + 1}`, `${base}..${into}`]));
  if (since === 0 || since > MOST_COMMITS) return false;
  return (
    (await hasAllChanges(git, into, head, base)) || hasAllChanges(git, into, await squashed(git, head, base), base)
  );
}

/** `git cherry` marks with a minus each commit whose change the other branch has. Merges it leaves out. */
async function hasAllChanges(git: Git, into: string, head: string, base: string): Promise<boolean> {
  const lines = (await git.text(['cherry', into, head, base])).split('\n').filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => line.startsWith('-'));
}

/** What the branch brings as one commit. The same each time, so asking often leaves one object behind. */
function squashed(git: Git, head: string, base: string): Promise<string> {
  const environment = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, NOBODY.name],
      [`GIT_${who}_EMAIL`, NOBODY.email],
      [`GIT_${who}_DATE`, NOBODY.date],
    ]),
  );
  return git.text(['commit-tree', `${head}^{tree}`, '-p', base, '-m', 'squashed'], { write: true, environment });
}
