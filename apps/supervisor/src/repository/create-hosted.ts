import { mkdir } from 'node:fs/promises';
import { commitOf } from '@craftastic/git/refs';
import type { Author } from '../session-context.ts';
import { initBare, rememberDefault } from './clone.ts';
import { fetchHosted } from './hosted-remote.ts';
import type { Layout } from './layout.ts';

const BRANCH = 'main';

/** What a new hosted repository is made of. */
export interface NewRepository {
  /** Of `origin`: where sessions push to. */
  url: string;
  name: string;
  author: Author;
}

/**
 * Make `gitx.git` with a first commit, and the environment's repository as its clone. A commit of its own, because an
 * empty repository has no branch that a session could open.
 */
export async function createHosted(layout: Layout, wanted: NewRepository): Promise<{ defaultBranch: string }> {
  await mkdir(layout.hosted, { recursive: true });
  const init = ['init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, '--template='];
  await layout.hostedGit.run(init, { write: true });
  await layout.hostedGit.run(['config', 'http.receivepack', 'true'], { write: true });
  if ((await commitOf(layout.hostedGit, `refs/heads/${BRANCH}`)) === null) await firstCommit(layout, wanted);
  await initBare(layout, wanted.url);
  await fetchHosted(layout);
  await rememberDefault(layout, BRANCH);
  return { defaultBranch: BRANCH };
}

async function firstCommit(layout: Layout, { name, author }: NewRepository): Promise<void> {
  const git = layout.hostedGit.with({
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  });
  const title = name.replaceAll(/\s+/g, ' ').trim();
  const blob = await git.text(['hash-object', '-w', '--stdin'], { write: true, input: `# ${title}\n` });
  const tree = await git.text(['mktree'], { write: true, input: `100644 blob ${blob}\tREADME.md\n` });
  const commit = await git.text(['commit-tree', tree, '-F', '-'], { write: true, input: 'First commit\n' });
  await git.run(['update-ref', `refs/heads/${BRANCH}`, commit, ''], { write: true });
}
