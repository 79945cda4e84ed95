import type { EventCommit } from '@craftastic/contract/events';
import { pathFromBytes } from '@craftastic/contract/git-path';
import { commitDate } from './commit-date.ts';
import { fields } from './fields.ts';
import type { Git } from './runner.ts';

/** As many commits as GitHub's push event once had, and more than a person reads. */
const MOST_COMMITS = 100;
/** Files named of one commit. */
const MOST_FILES = 300;
/** Above so many changed paths routing asks for none of them. */
const MOST_PATHS = 20_000;
/** A history of huge commits is cut off; what has come is told. */
const MOST_BYTES = 16 * 1024 * 1024;

const HEADER = ['%H', '%an', '%ae', '%aI', '%s'];

/** The newest commits that `after` has beside `known`, oldest first. */
export async function newCommits(
  git: Git,
  after: string,
  known: readonly string[],
): Promise<{ commits: EventCommit[]; truncated: boolean }> {
  const args = ['log', '-z', '--raw', '--no-abbrev', '-M', '--root', '--diff-merges=first-parent', '--ignore-missing'];
  const format = `--format=tformat:${HEADER.join('%x00')}%x00`;
  const { stdout, truncated } = await git.run([...args, format, `--max-count=${MOST_COMMITS + 1}`, '--stdin'], {
    input: `${after}\n${known.map((commit) => `^${commit}\n`).join('')}`,
    maxBytes: MOST_BYTES,
  });
  const commits = parseLog(stdout);
  if (truncated) commits.pop();
  return { commits: commits.slice(0, MOST_COMMITS).reverse(), truncated: truncated || commits.length > MOST_COMMITS };
}

/** The paths that differ between two commits; null for too many. A rename is two. */
export async function changedPaths(git: Git, before: string, after: string): Promise<string[] | null> {
  const { stdout, exitCode, truncated } = await git.run(
    ['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after],
    { expect: [0, 128], maxBytes: MOST_BYTES },
  );
  const paths = fields(stdout);
  return exitCode !== 0 || truncated || paths.length > MOST_PATHS ? null : paths.map(pathFromBytes);
}

export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, descendant];
  return (await git.run(args, { expect: [0, 1, 128] })).exitCode === 0;
}

/** Header fields, then entries of `--raw -z`. Paths are taken by their number, so none can pass for a header. */
export function parseLog(output: Uint8Array): EventCommit[] {
  const values = fields(output);
  const commits: EventCommit[] = [];
  const text = (at: number) => Buffer.from(values[at] ?? []).toString('utf8');
  for (let at = 0; at < values.length; ) {
    const value = text(at).trim();
    const commit = commits.at(-1);
    if (value.startsWith(':') && commit) {
      const status = value.split(' ')[4]?.[0] ?? '';
      const path = (index: number) => pathFromBytes(values[index] ?? new Uint8Array());
      if (commit.added.length + commit.modified.length + commit.removed.length >= MOST_FILES) commit.truncated = true;
      else if (status === 'A') commit.added.push(path(at + 1));
      else if (status === 'D') commit.removed.push(path(at + 1));
      else if (status === 'R') {
        commit.removed.push(path(at + 1));
        commit.added.push(path(at + 2));
      } else commit.modified.push(path(at + 1));
      at += status === 'R' ? 3 : 2;
    } else if (/^[0-9a-f]{40,64}$/.test(value)) {
      commits.push({
        sha: value,
        author: { name: text(at + 1), email: text(at + 2) },
        date: commitDate(text(at + 3)),
        message: text(at + 4),
        added: [],
        modified: [],
        removed: [],
        truncated: false,
      });
      at += HEADER.length;
    } else at += 1;
  }
  return commits;
}
